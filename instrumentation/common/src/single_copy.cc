// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "single_copy.h"

#include <elf.h>
#include <link.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace otelwrap::common {
namespace {

constexpr char kOwner[] = "otelwrap";
constexpr uint32_t kKind = 1;

struct Note {
  ElfW(Nhdr) header;
  char owner[12];  // padded to a multiple of four
};

[[gnu::section(".note.otelwrap"), gnu::used, gnu::aligned(4)]] const Note kNote = {
    {sizeof(kOwner), 0, kKind}, "otelwrap"};

size_t Padded(size_t size, size_t alignment) noexcept {
  return (size + alignment - 1) / alignment * alignment;
}

bool IsOurs(const ElfW(Nhdr) & header, const char* owner) noexcept {
  return header.n_type == kKind && header.n_namesz == sizeof(kOwner) &&
         std::memcmp(owner, kOwner, sizeof(kOwner)) == 0;
}

bool HoldsNote(const char* notes, size_t size, size_t alignment) noexcept {
  ElfW(Nhdr) header;
  while (size >= sizeof(header)) {
    std::memcpy(&header, notes, sizeof(header));
    const size_t length =
        sizeof(header) + Padded(header.n_namesz, alignment) + Padded(header.n_descsz, alignment);
    if (length > size) return false;
    if (IsOurs(header, notes + sizeof(header))) return true;
    notes += length;
    size -= length;
  }
  return false;
}

const char* At(const dl_phdr_info& object, const ElfW(Phdr) & segment) noexcept {
  return reinterpret_cast<const char*>(object.dlpi_addr + segment.p_vaddr);
}

struct Copies {
  const char* first = nullptr;  // what holds the first copy: the program, or a library's file
  bool first_is_this = false;
  const char* mine = nullptr;
};

bool IsThis(const dl_phdr_info& object) noexcept {
  const auto* own = reinterpret_cast<const char*>(&kNote);
  for (size_t i = 0; i < object.dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object.dlpi_phdr[i];
    const char* start = At(object, segment);
    if (segment.p_type == PT_LOAD && own >= start && own < start + segment.p_memsz) return true;
  }
  return false;
}

bool HoldsCopy(const dl_phdr_info& object) noexcept {
  for (size_t i = 0; i < object.dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object.dlpi_phdr[i];
    const size_t alignment = segment.p_align == 8 ? 8 : 4;
    if (segment.p_type == PT_NOTE && HoldsNote(At(object, segment), segment.p_memsz, alignment))
      return true;
  }
  return false;
}

// The program comes first, then what it loaded, in that order.
int Look(dl_phdr_info* object, size_t /*size*/, void* found) noexcept {
  auto& copies = *static_cast<Copies*>(found);
  if (!HoldsCopy(*object)) return 0;
  const char* name = *object->dlpi_name != '\0' ? object->dlpi_name : "the program";
  const bool is_this = IsThis(*object);
  if (copies.first == nullptr) {
    copies.first = name;
    copies.first_is_this = is_this;
  }
  if (is_this) copies.mine = name;
  return 0;
}

}  // namespace

void WarnOfOtherCopies() noexcept {
  static std::atomic<bool> looked{false};
  if (looked.exchange(true, std::memory_order_relaxed)) return;
  Copies copies;
  dl_iterate_phdr(&Look, &copies);
  if (copies.first == nullptr || copies.first_is_this || copies.mine == nullptr) return;
  std::fprintf(stderr,
               "otelwrap: this process holds two copies of otelwrap_common, in %s and in %s: "
               "switches and defaults of the one are not those of the other. Link both with the "
               "shared libraries (BUILD_SHARED_LIBS=ON).\n",
               copies.first, copies.mine);
}

}  // namespace otelwrap::common
