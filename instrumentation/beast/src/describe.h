// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// From a request to its span's name and start attributes, by the HTTP semantic conventions. Pure.
//
// Whatever a stranger wrote is bounded and holds only printable ASCII afterwards: other bytes are
// percent-encoded, so that no log line breaks and no exporter refuses a text that is not UTF-8.
//
// Ownership: the attributes view the request and the description's own texts; both must live until
// Operation::Start, or Operation::Add, returns. Errors: std::bad_alloc, where a text was hostile.

#pragma once

#include <otelwrap/beast/instrumentation.h>
#include <otelwrap/beast/peer.h>
#include <otelwrap/beast/request_view.h>
#include <otelwrap/common/attributes.h>
#include <otelwrap/common/span_names.h>

#include <string>
#include <string_view>

#include "authority.h"

namespace otelwrap::beast {

struct Description {
  Description() = default;
  Description(const Description&) = delete;
  Description& operator=(const Description&) = delete;

  std::string_view method;  // static storage: a known one, or "_OTHER"
  common::SpanName name;
  common::AttributeSet attributes;
  std::string path;  // used only for what had to be encoded, as those below
  std::string user_agent;
  std::string original_method;
};

void DescribeServer(const RequestView& request, const Peer& peer, const Options& options,
                    Description& description);
// What is dear: url.query, redacted into `text`.
void DescribeQuery(const RequestView& request, const Options& options, std::string& text,
                   common::AttributeSet& attributes);

void DescribeClient(const RequestView& request, const common::Target* target,
                    Description& description);
// What is dear: url.full, redacted into `text`.
void DescribeUrl(const RequestView& request, bool tls, const common::Target* target,
                 const Options& options, std::string& text, common::AttributeSet& attributes);

// Of an absolute URL as the target; else of the Host header.
Authority TargetAuthority(const RequestView& request) noexcept;

// The text itself where it is harmless and not too long; else a copy in `storage` that is.
std::string_view Printable(std::string_view text, size_t limit, std::string& storage);

// "1.1", "1.0", or empty.
std::string_view ProtocolVersion(unsigned version) noexcept;

}  // namespace otelwrap::beast
