// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A carrier over libcurl's header list: for who injects by hand, into a list of their own. (The
// component `curl` needs none of this.) Header-only; link libcurl to use it.
//
//   curl_slist* headers = nullptr;
//   CurlSlistWriter writer(headers);
//   propagator->Inject(writer, context);        // "traceparent: 00-..."
//   curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
//
// Set() replaces a line of the same name, whatever its case, and appends otherwise; further lines
// of that name stay. A name or value with a control character is never set; nor is a name with a
// ':' or an empty value, which libcurl reads as "leave this header out".
//
// Threads: one thread at a time; not while a transfer uses the list. Ownership: a reference to the
// list, which stays the user's to free. Errors: none; where memory is out the list stays as it was.

#pragma once

#include <curl/curl.h>
#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/nostd/string_view.h>
#include <otelwrap/propagators/outbound_guard.h>
#include <otelwrap/propagators/without_throwing.h>

#include <cctype>
#include <cstddef>
#include <string>
#include <utility>

namespace otelwrap::propagators {

class CurlSlistWriter final : public opentelemetry::context::propagation::TextMapCarrier {
 public:
  explicit CurlSlistWriter(curl_slist*& list) noexcept : list_(list) {}

  opentelemetry::nostd::string_view Get(opentelemetry::nostd::string_view) const noexcept override {
    return {};
  }

  void Set(opentelemetry::nostd::string_view key,
           opentelemetry::nostd::string_view value) noexcept override {
    if (key.empty() || value.empty() || !IsSafeHeaderText(key) || !IsSafeHeaderText(value) ||
        key.find(':') != opentelemetry::nostd::string_view::npos) {
      return;
    }
    WithoutThrowing([&] {
      std::string line(key.data(), key.size());
      line.append(": ").append(value.data(), value.size());
      Put(key, line.c_str());
    });
  }

 private:
  static bool IsNamed(const char* line, opentelemetry::nostd::string_view name) noexcept {
    for (const char c : name) {
      if (std::tolower(static_cast<unsigned char>(*line)) !=
          std::tolower(static_cast<unsigned char>(c))) {
        return false;
      }
      ++line;
    }
    return *line == ':' || *line == ';';
  }

  // libcurl allocates the texts, so that only libcurl can free them: the new line is made as a list
  // of its own, and trades texts with the old one.
  void Put(opentelemetry::nostd::string_view key, const char* line) noexcept {
    for (curl_slist* node = list_; node != nullptr; node = node->next) {
      if (!IsNamed(node->data, key)) continue;
      curl_slist* fresh = curl_slist_append(nullptr, line);
      if (fresh == nullptr) return;
      std::swap(node->data, fresh->data);
      curl_slist_free_all(fresh);
      return;
    }
    if (curl_slist* longer = curl_slist_append(list_, line)) list_ = longer;
  }

  curl_slist*& list_;
};

}  // namespace otelwrap::propagators
