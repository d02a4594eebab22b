// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/scope.h>

namespace otelwrap::testing {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::MakePolymorphicMatcher;
using ::testing::Matcher;

}  // namespace

std::ostream& operator<<(std::ostream& out, const Scope& scope) {
  out << scope.name;
  if (!scope.version.empty()) out << " " << scope.version;
  if (!scope.schema_url.empty()) out << " " << scope.schema_url;
  return out;
}

::testing::PolymorphicMatcher<ScopeMatcher> FromScope(Matcher<const std::string&> name) {
  return MakePolymorphicMatcher(ScopeMatcher(Field("name", &Scope::name, std::move(name))));
}

::testing::PolymorphicMatcher<ScopeMatcher> FromScope(Matcher<const std::string&> name,
                                                      Matcher<const std::string&> version,
                                                      Matcher<const std::string&> schema_url) {
  return MakePolymorphicMatcher(
      ScopeMatcher(AllOf(Field("name", &Scope::name, std::move(name)),
                         Field("version", &Scope::version, std::move(version)),
                         Field("schema_url", &Scope::schema_url, std::move(schema_url)))));
}

}  // namespace otelwrap::testing
