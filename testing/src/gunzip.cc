// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "gunzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace otelwrap::testing {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;

struct Inflater {
  z_stream stream{};
  bool ready = inflateInit2(&stream, kGzipOnly) == Z_OK;

  Inflater() = default;
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (ready) inflateEnd(&stream);
  }
};

}  // namespace

GunzipResult Gunzip(std::string_view packed, size_t max_bytes, std::string* plain) {
  plain->clear();
  if (packed.size() > static_cast<uInt>(-1)) return GunzipResult::kTooLarge;
  Inflater inflater;
  if (!inflater.ready) return GunzipResult::kCorrupt;
  z_stream& stream = inflater.stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::array<char, size_t{64} << 10U> chunk;
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    const size_t produced = chunk.size() - stream.avail_out;
    if (produced > max_bytes - plain->size()) return GunzipResult::kTooLarge;
    plain->append(chunk.data(), produced);
    if (status == Z_STREAM_END) {
      if (stream.avail_in == 0) return GunzipResult::kDone;
      if (inflateReset(&stream) != Z_OK) return GunzipResult::kCorrupt;  // the next member
    } else if (status != Z_OK) {
      return GunzipResult::kCorrupt;  // Z_BUF_ERROR among them: the input ended too early
    }
  }
}

}  // namespace otelwrap::testing
