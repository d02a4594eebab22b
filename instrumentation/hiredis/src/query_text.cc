// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "query_text.h"

#include <algorithm>
#include <utility>

namespace otelwrap::hiredis {
namespace {

constexpr std::string_view kMore = "...";

// Written without quotes; every other byte is a reason for them.
bool IsPlain(char c) noexcept { return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '\\'; }

}  // namespace

void QueryText::Append(std::string_view plain) {
  const size_t room = limit_ - text_.size();
  if (plain.size() > room) cut_ = true;
  text_.append(plain.substr(0, room));
}

void QueryText::AppendEscaped(char c) {
  constexpr char kHex[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    const char escaped[] = {'\\', c};
    Append({escaped, sizeof escaped});
  } else if (c == ' ' || c == '\'' || IsPlain(c)) {
    Append({&c, 1});
  } else {
    const char escaped[] = {'\\', 'x', kHex[byte >> 4U], kHex[byte & 0xfU]};
    Append({escaped, sizeof escaped});
  }
}

void QueryText::Add(std::string_view text, std::string_view suffix) {
  if (!first_) Append(" ");
  first_ = false;
  // Of a long text only what may be seen is looked at.
  const std::string_view seen = text.substr(0, limit_);
  if (std::all_of(seen.begin(), seen.end(), IsPlain) && !(seen.empty() && suffix.empty())) {
    Append(text);
    Append(suffix);
    return;
  }
  Append("\"");
  for (size_t i = 0; i < text.size() && !cut_; ++i) AppendEscaped(text[i]);
  if (!cut_) Append(suffix);
  if (!cut_) Append("\"");
}

std::string QueryText::Finish() {
  if (cut_ && limit_ >= kMore.size()) {
    text_.resize(std::min(text_.size(), limit_ - kMore.size()));
    text_.append(kMore);
  }
  return std::move(text_);
}

}  // namespace otelwrap::hiredis
