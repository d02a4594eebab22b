// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "in_multi.h"

#include "library.h"

namespace otelwrap::curl {
namespace {

// Before, libcurl took a handle out of a multi handle that it was not in.
bool RefusesTheWrongMulti() noexcept {
  return curl_version_info(CURLVERSION_NOW)->version_num >= 0x074600;
}

}  // namespace

// A multi handle of our own is asked to give it back: that does nothing to a handle that is in
// none, and is refused for one that is in another. It is not empty: some versions refuse all then.
bool MayBeInMulti(CURL* handle) noexcept {
  if (!RefusesTheWrongMulti()) return true;
  CURLM* own = library.multi_init();
  CURL* inside = library.easy_init();
  const bool asks =
      own != nullptr && inside != nullptr && library.multi_add_handle(own, inside) == CURLM_OK;
  const bool free = asks && library.multi_remove_handle(own, handle) == CURLM_OK;
  if (asks) library.multi_remove_handle(own, inside);
  if (inside != nullptr) library.easy_cleanup(inside);
  if (own != nullptr) library.multi_cleanup(own);
  return !free;
}

}  // namespace otelwrap::curl
