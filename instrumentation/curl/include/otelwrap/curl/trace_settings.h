// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a user may say about the requests of a handle, for a better span. As libcurl's own options
// do, it holds for every transfer of the handle until it is changed, or the handle reset.
//
//   request.Trace().url_template = "/items/{id}";   // the span is named GET /items/{id}
//
// Threads: as the handle, one at a time.

#pragma once

#include <otelwrap/common/options.h>

#include <string>

namespace otelwrap::curl {

struct TraceSettings {
  // The URL's path with placeholders for what varies: url.template on span and metric, and part of
  // the span's name. Low in cardinality: never a path with ids. Empty: none, the name is the
  // method.
  std::string url_template;

  // Replaces the span's name. Empty: as above.
  std::string span_name;

  // Adds attributes of your own to each request's span (and to its metric: keep those few), when it
  // ends, on the thread that performs. At most AttributeSet::kMaxEntries; one that throws adds
  // nothing.
  common::AttributeHook attributes;

  // False: no spans and no metrics for this handle, only the caller's own context is sent on.
  bool traced = true;
};

}  // namespace otelwrap::curl
