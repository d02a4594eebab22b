// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "tls_session.h"

#include <dlfcn.h>
#include <otelwrap/common/semconv.h>

#include "library.h"

namespace otelwrap::curl {
namespace {

namespace semconv = common::semconv;
using common::Use;

// The functions of OpenSSL that are asked; null where they can't be found.
struct OpenSsl {
  const char* (*get_version)(const void* ssl) = nullptr;
  const void* (*get_current_cipher)(const void* ssl) = nullptr;
  const char* (*cipher_standard_name)(const void* cipher) = nullptr;
  int (*session_reused)(const void* ssl) = nullptr;
};

// Looks below libcurl itself, as the dynamic linker did for it. A process may hold another library
// with the same names (BoringSSL): if the global one is not libcurl's, nobody is asked.
template <class Function>
void Find(void* below_libcurl, const char* name, Function& function) noexcept {
  void* found = dlsym(below_libcurl, name);
  void* global = dlsym(RTLD_DEFAULT, name);
  function = global == nullptr || global == found ? reinterpret_cast<Function>(found) : nullptr;
}

OpenSsl FindOpenSsl() noexcept {
  OpenSsl functions;
  Dl_info libcurl;
  if (dladdr(reinterpret_cast<const void*>(library.easy_perform), &libcurl) == 0 ||
      libcurl.dli_fname == nullptr) {
    return functions;
  }
  void* handle = dlopen(libcurl.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  if (handle == nullptr) return functions;
  Find(handle, "SSL_get_version", functions.get_version);
  Find(handle, "SSL_get_current_cipher", functions.get_current_cipher);
  Find(handle, "SSL_CIPHER_standard_name", functions.cipher_standard_name);
  Find(handle, "SSL_session_reused", functions.session_reused);
  dlclose(handle);
  return functions;
}

}  // namespace

std::string_view TlsVersion(std::string_view name) noexcept {
  constexpr std::string_view kPrefix = "TLSv";
  if (name.substr(0, kPrefix.size()) != kPrefix) return {};
  return name == "TLSv1" ? std::string_view("1.0") : name.substr(kPrefix.size());
}

TlsSession ReadTlsSession(CURL* handle) noexcept {
  static const OpenSsl open_ssl = FindOpenSsl();
  TlsSession session;
  curl_tlssessioninfo* info = nullptr;
  if (open_ssl.get_version == nullptr ||
      library.easy_getinfo(handle, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || info == nullptr ||
      info->backend != CURLSSLBACKEND_OPENSSL || info->internals == nullptr) {
    return session;
  }
  const void* ssl = info->internals;
  const char* version = open_ssl.get_version(ssl);
  session.version.Assign(TlsVersion(version != nullptr ? version : ""));
  const void* cipher =
      open_ssl.get_current_cipher != nullptr ? open_ssl.get_current_cipher(ssl) : nullptr;
  if (cipher != nullptr && open_ssl.cipher_standard_name != nullptr) {
    const char* name = open_ssl.cipher_standard_name(cipher);
    session.cipher.Assign(name != nullptr ? name : "");
  }
  session.resumed = open_ssl.session_reused != nullptr && open_ssl.session_reused(ssl) != 0;
  return session;
}

void DescribeTlsSession(const TlsSession& session, common::AttributeSet& attributes) noexcept {
  if (session.version.empty()) return;
  attributes.AddText(Use::kSpan, semconv::kTlsProtocolVersion, session.version.view());
  if (!session.cipher.empty()) {
    attributes.AddText(Use::kSpan, semconv::kTlsCipher, session.cipher.view());
  }
  attributes.AddBool(Use::kSpan, semconv::kTlsResumed, session.resumed);
}

}  // namespace otelwrap::curl
