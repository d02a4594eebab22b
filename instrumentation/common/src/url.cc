// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/url.h>
#include <otelwrap/common/utf8.h>

#include <algorithm>
#include <charconv>

namespace otelwrap::common {
namespace {

constexpr std::string_view kRedacted = "REDACTED";
constexpr std::string_view kRedactedUserInfo = "REDACTED:REDACTED@";

bool IsSchemeCharacter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '-' || c == '.';
}

bool SameIgnoringCase(std::string_view text, std::string_view lower) noexcept {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
         });
}

int64_t DefaultPort(std::string_view scheme) noexcept {
  if (SameIgnoringCase(scheme, "http") || SameIgnoringCase(scheme, "ws")) return 80;
  if (SameIgnoringCase(scheme, "https") || SameIgnoringCase(scheme, "wss")) return 443;
  return 0;
}

// Splits "host:port" or "[v6]:port"; false where the port is no number.
bool ReadAuthority(std::string_view authority, UrlParts& parts) noexcept {
  const size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    parts.user_info = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  std::string_view port;
  if (!authority.empty() && authority.front() == '[') {
    const size_t end = authority.find(']');
    if (end == std::string_view::npos) return false;
    parts.host = authority.substr(1, end - 1);
    const std::string_view rest = authority.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return false;
    port = rest.empty() ? rest : rest.substr(1);
  } else {
    const size_t colon = authority.rfind(':');
    parts.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) port = authority.substr(colon + 1);
  }
  parts.port = DefaultPort(parts.scheme);
  if (port.empty()) return !parts.host.empty();
  const auto read = std::from_chars(port.data(), port.data() + port.size(), parts.port);
  return !parts.host.empty() && read.ec == std::errc() && read.ptr == port.data() + port.size() &&
         parts.port >= 0 && parts.port <= 65535;
}

// Copies text, percent-encoding what must not stand in a URL (or in a log line, or an attribute).
void AppendEncoded(std::string_view text, std::string& out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const size_t size = byte < 0x80 ? 1 : Utf8Size(text, i);
    if (byte > 0x20 && byte != 0x7F && size != 0) {
      out.append(text.data() + i, size);
      i += size;
      continue;
    }
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 0xFU];
    ++i;
  }
}

struct Split {
  std::string_view before;
  std::string_view after;
  bool found;
};

Split SplitAt(std::string_view text, char mark) noexcept {
  const size_t at = text.find(mark);
  if (at == std::string_view::npos) return {text, {}, false};
  return {text.substr(0, at), text.substr(at + 1), true};
}

// Where the value of a sensitive name begins, or npos. Some servers separate by `;` too, and a
// value may be a URL of its own, so that a name may begin behind a `;` or `?`; a value is taken to
// go on to the end.
size_t SecretBegin(std::string_view parameter, const RedactionPolicy& policy) noexcept {
  for (size_t begin = 0; begin < parameter.size();) {
    const size_t end = std::min(parameter.find_first_of(";?", begin), parameter.size());
    const size_t equals = parameter.substr(0, end).find('=', begin);
    if (equals != std::string_view::npos &&
        policy.IsSensitiveQueryParameter(parameter.substr(begin, equals - begin))) {
      return equals + 1;
    }
    begin = end + 1;
  }
  return std::string_view::npos;
}

void AppendParameter(std::string_view parameter, const RedactionPolicy& policy, std::string& out) {
  const size_t secret = SecretBegin(parameter, policy);
  AppendEncoded(parameter.substr(0, secret), out);
  if (secret != std::string_view::npos) out += kRedacted;
}

void AppendParameters(std::string_view query, const RedactionPolicy& policy, std::string& out) {
  const size_t start = out.size();
  while (true) {
    const Split split = SplitAt(query, '&');
    AppendParameter(split.before, policy, out);
    if (!split.found || out.size() - start > policy.max_text_bytes) break;
    out += '&';
    query = split.after;
  }
}

// The cap, at a whole character; never inside what was redacted by more than its mask.
void Cap(size_t start, const RedactionPolicy& policy, std::string& out) {
  if (out.size() - start <= policy.max_text_bytes) return;
  size_t end = start + policy.max_text_bytes;
  while (end > start && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
  out.resize(end);
}

// With its "://", of which libcurl and browsers take one slash too; empty where there is none.
std::string_view Scheme(std::string_view url) noexcept {
  const size_t end = url.substr(0, url.find_first_of("/?#@")).find(':');
  if (end == std::string_view::npos || url.substr(end, 2) != ":/") return {};
  return url.substr(0, end + (url.substr(end, 3) == "://" ? 3 : 2));
}

// How much of what follows the scheme is user info, its '@' included. Where the authority has none
// and makes no sense either ("user:p/ss@host", "user:p#ss@host"), a password was cut short by a
// character that it should not hold: all up to the last '@' is taken for it.
size_t UserInfoSize(std::string_view rest) noexcept {
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  size_t at = authority.rfind('@');
  if (at == std::string_view::npos) {
    UrlParts parts;
    if (!ReadAuthority(authority, parts)) at = rest.rfind('@');
  }
  return at == std::string_view::npos ? 0 : at + 1;
}

}  // namespace

std::optional<UrlParts> ParseUrl(std::string_view url) noexcept {
  UrlParts parts;
  const size_t colon = url.find("://");
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  parts.scheme = url.substr(0, colon);
  if (!std::all_of(parts.scheme.begin(), parts.scheme.end(), IsSchemeCharacter)) {
    return std::nullopt;
  }
  const Split fragment = SplitAt(url.substr(colon + 3), '#');
  parts.fragment = fragment.after;
  const Split query = SplitAt(fragment.before, '?');
  parts.query = query.after;
  const size_t slash = query.before.find('/');
  if (slash != std::string_view::npos) parts.path = query.before.substr(slash);
  if (!ReadAuthority(query.before.substr(0, slash), parts)) return std::nullopt;
  return parts;
}

void AppendRedactedQuery(std::string_view query, const RedactionPolicy& policy, std::string& out) {
  const size_t start = out.size();
  if (policy.drop_query) return;
  AppendParameters(query, policy, out);
  Cap(start, policy, out);
}

void AppendRedactedUrl(std::string_view url, const RedactionPolicy& policy, std::string& out) {
  const size_t start = out.size();
  const std::string_view scheme = Scheme(url);
  AppendEncoded(scheme, out);
  url.remove_prefix(scheme.size());
  const size_t user_info = UserInfoSize(url);
  if (user_info > 0) out += kRedactedUserInfo;
  url.remove_prefix(user_info);

  const Split fragment = SplitAt(url, '#');
  const Split query = SplitAt(fragment.before, '?');
  AppendEncoded(query.before, out);
  if (query.found && !policy.drop_query) {
    out += '?';
    AppendRedactedQuery(query.after, policy, out);
  }
  if (fragment.found) {
    out += '#';
    AppendParameters(fragment.after, policy, out);
  }
  Cap(start, policy, out);
}

}  // namespace otelwrap::common
