// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "traced_call.h"

#include <otelwrap/common/semconv.h>
#include <otelwrap/common/switches.h>

#include <optional>
#include <string>

#include "classify.h"
#include "describe.h"
#include "library.h"
#include "sanitize.h"

namespace otelwrap::mysql {
namespace {

namespace semconv = common::semconv;

class QueryText {
 public:
  QueryText(const Instrumentation& instrumentation, std::string_view sql,
            const SqlDialect& dialect) noexcept {
    if (!instrumentation.query_text()) return;
    const common::RedactionPolicy& redaction = instrumentation.options().redaction;
    WriteQueryText(sql, dialect, redaction.raw_query_text ? Literals::kShown : Literals::kMasked,
                   text_, redaction.max_text_bytes);
  }

  void AddTo(common::AttributeSet& attributes) const noexcept {
    if (!text_.empty()) attributes.AddBorrowed(semconv::kDbQueryText, text_);
  }

 private:
  std::string text_;
};

common::OperationStart StartOf(const MYSQL* handle, const Peer& peer, std::string_view name,
                               const common::AttributeSet& attributes) noexcept {
  common::OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.name = name;
  start.attributes = &attributes;
  start.target = peer.target;
  start.native_handle = handle;
  return start;
}

}  // namespace

common::Operation StartQuery(const Instrumentation& instrumentation, MYSQL* handle,
                             std::string_view sql, const Peer* remembered) noexcept {
  if (!common::Enabled(common::Component::kMysql)) return {};
  const bool all = instrumentation.options().sampler_sees_all_attributes;
  SqlDialect dialect;
  QuerySummary summary;
  std::optional<QueryText> text;
  common::AttributeSet attributes;
  common::SpanName name;
  common::OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.native_handle = handle;
  common::Operation operation = common::Operation::Start(instrumentation, start, [&]() noexcept {
    const bool forgotten = handle->host == nullptr && handle->unix_socket == nullptr;
    const Peer& peer =
        remembered != nullptr && forgotten ? *remembered : PeerOf(instrumentation, handle);
    dialect = DialectOf(instrumentation, peer, handle);
    summary = SummarizeSql(sql, dialect);
    CallFacts facts;
    facts.summary = summary.view();
    if (handle->db != nullptr) facts.schema = handle->db;
    Describe(peer, facts, attributes);
    if (all) text.emplace(instrumentation, sql, dialect).AddTo(attributes);
    name = NameOf(peer, facts);
    start.name = name.view();
    start.attributes = &attributes;
    start.target = peer.target;
  });
  if (operation.IsRecording() && !all) {
    common::AttributeSet more;
    text.emplace(instrumentation, sql, dialect).AddTo(more);
    operation.Add(more);
  }
  return operation;
}

common::Operation StartConnect(const Instrumentation& instrumentation, MYSQL* handle,
                               const Peer& peer, std::string_view schema) noexcept {
  CallFacts facts;
  facts.operation = "connect";
  facts.schema = schema;
  common::AttributeSet attributes;
  Describe(peer, facts, attributes);
  const common::SpanName name = NameOf(peer, facts);
  return common::Operation::Start(instrumentation, StartOf(handle, peer, name.view(), attributes));
}

int TracedRealQuery(const Instrumentation& instrumentation, MYSQL* handle, std::string_view sql,
                    const Peer* remembered) noexcept {
  const Library& library = ActiveLibrary();
  common::Operation operation = StartQuery(instrumentation, handle, sql, remembered);
  const int result = library.real_query(handle, sql.data(), sql.size());
  if (operation.IsObserved()) {
    operation.End(Classify(result, result == 0 ? 0 : library.error_number(handle)));
  }
  return result;
}

}  // namespace otelwrap::mysql
