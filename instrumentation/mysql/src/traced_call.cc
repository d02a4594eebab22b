// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "traced_call.h"

#include <otelwrap/common/semconv.h>
#include <otelwrap/common/switches.h>

#include <new>
#include <optional>
#include <utility>

#include "classify.h"
#include "describe.h"
#include "fetches.h"
#include "library.h"
#include "sent_sql.h"
#include "session_charset.h"
#include "transaction.h"

namespace otelwrap::mysql {
namespace {

namespace semconv = common::semconv;

// Without a span and a metric nobody would see the summary, which is the dear part.
[[gnu::hot]] bool IsAnythingSeen(const Instrumentation& instrumentation) noexcept {
  if (!common::Enabled(common::Component::kMysql)) return false;
  // The context is propagated all the same.
  const Settings& settings = instrumentation.settings();
  return settings.sql_comments || settings.query_attributes || instrumentation.ObservesCalls();
}

// Whether the library has forgotten where its handle was connected to.
bool IsForgotten(const MYSQL& handle) noexcept {
  return handle.host == nullptr && handle.unix_socket == nullptr;
}

const Peer& PeerFor(const Instrumentation& instrumentation, MYSQL* handle,
                    const Peer* remembered) noexcept {
  if (remembered != nullptr && IsForgotten(*handle)) return *remembered;
  return KnownOf(instrumentation, handle).peer;
}

std::string_view SchemaOf(const MYSQL* handle) noexcept {
  return handle->db != nullptr ? std::string_view(handle->db) : std::string_view();
}

[[gnu::always_inline]] inline common::Operation StartBelow(
    const opentelemetry::context::Context* parent, const Instrumentation& instrumentation,
    const MYSQL* handle, const Peer& peer, const CallFacts& facts, std::string_view text) noexcept {
  common::AttributeSet attributes;
  common::OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.target = peer.target;
  start.parent = parent;
  start.native_handle = handle;
  return common::Operation::Start(instrumentation, start, [&]() noexcept {
    Describe(peer, facts, attributes);
    // It is there already, so that the sampler may see it too.
    if (!text.empty()) attributes.AddBorrowed(semconv::kDbQueryText, text);
    start.name = NameOf(peer, facts);
    start.attributes = &attributes;
  });
}

[[gnu::cold]] [[gnu::noinline]] common::Operation StartInTransaction(
    const Instrumentation& instrumentation, const MYSQL* handle, const Peer& peer,
    const CallFacts& facts, std::string_view text) noexcept {
  const std::optional<opentelemetry::context::Context> parent =
      OpenTransactions().ContextOf(*handle);
  return StartBelow(parent ? &*parent : nullptr, instrumentation, handle, peer, facts, text);
}

[[gnu::hot]] common::Operation Start(const Instrumentation& instrumentation, const MYSQL* handle,
                                     const Peer& peer, const CallFacts& facts,
                                     std::string_view text) noexcept {
  if (!kept_by_handle.transactions.IsZero()) {
    return StartInTransaction(instrumentation, handle, peer, facts, text);
  }
  return StartBelow(nullptr, instrumentation, handle, peer, facts, text);
}

// What spans and metrics of its rows say of a query. Null without memory.
[[gnu::cold]] [[gnu::noinline]] std::unique_ptr<const common::AttributeSet> DescribeRows(
    const Peer& peer, const CallFacts& facts) noexcept {
  std::unique_ptr<common::AttributeSet> rows(new (std::nothrow) common::AttributeSet);
  if (rows != nullptr) Describe(peer, facts, *rows);
  return rows;
}

// Ends what the handle had open.
inline void EndOld(const MYSQL& handle) noexcept {
  EndOldFetch(handle);
  if (!kept_by_handle.calls.IsZero()) OpenCalls().EndOld(handle);
}

[[gnu::hot]] [[gnu::noinline]] OpenCall StartStatement(const Instrumentation& instrumentation,
                                                       MYSQL* handle, const Peer& peer,
                                                       const SqlDescription& statement) noexcept {
  const Settings& settings = instrumentation.settings();
  CallFacts facts;
  facts.summary = statement.summary.view();
  facts.schema = SchemaOf(handle);
  const std::string_view text =
      settings.query_text ? std::string_view(statement.text) : std::string_view();
  // Made in its place: a move would copy the operation's attributes.
  OpenCall call{false,
                false,
                false,
                statement.several,
                settings.row_counts,
                settings.warnings,
                nullptr,
                nullptr,
                Start(instrumentation, handle, peer, facts, text)};
  if (settings.fetches || settings.returned_rows) call.rows = DescribeRows(peer, facts);
  return call;
}

// As the library counts "no rows at all" and "an error".
constexpr auto kNoCount = static_cast<decltype(MYSQL::affected_rows)>(-1);

[[gnu::cold]] [[gnu::noinline]] void AddCounts(const MYSQL& handle, const OpenCall& call,
                                               bool has_rows, common::Outcome& outcome) noexcept {
  if (call.counts_rows && !has_rows && handle.affected_rows != kNoCount) {
    outcome.attributes().AddInt(common::Use::kSpan, kAffectedRows,
                                static_cast<int64_t>(handle.affected_rows));
  }
  if (call.warns) {
    outcome.attributes().AddInt(common::Use::kSpan, kWarningCount, handle.warning_count);
  }
}

// What was not seen before, or read in another way.
[[gnu::cold]] [[gnu::noinline]] const SqlDescription& ReadStatement(
    const Instrumentation& instrumentation, KnownHandle& known, MYSQL* handle, std::string_view sql,
    bool shows_literals) noexcept {
  const common::RedactionPolicy& redaction = instrumentation.options().redaction;
  const bool settled = kept_by_handle.doubts.IsZero();
  const SqlDialect dialect = DialectOf(instrumentation, known, handle);
  WatchCharset(*handle, sql);
  known.reading = settled ? ReadingOf(*handle, shows_literals) : Reading();
  return known.statements.Describe(
      sql, dialect, {redaction.max_text_bytes, instrumentation.settings().collapse_lists},
      redaction.raw_query_text || shows_literals);
}

// One that may change the character set is read each time, so that each is noticed.
inline const SqlDescription& StatementOf(const Instrumentation& instrumentation, KnownHandle& known,
                                         MYSQL* handle, std::string_view sql,
                                         bool shows_literals) noexcept {
  if (kept_by_handle.doubts.IsZero() && known.reading == ReadingOf(*handle, shows_literals)) {
    const SqlDescription* seen = known.statements.Find(sql);
    if (seen != nullptr && !seen->may_set_charset) return *seen;
  }
  return ReadStatement(instrumentation, known, handle, sql, shows_literals);
}

// Sends the trace context with it.
[[gnu::cold]] [[gnu::noinline]] int SendWithContext(const Instrumentation& instrumentation,
                                                    MYSQL* handle, const OpenCall& call,
                                                    std::string_view sql) noexcept {
  const SentSql sent(instrumentation, handle, call.operation, sql);
  return ActiveLibrary().real_query(handle, sent.data(), sent.size());
}

}  // namespace

const SqlDescription& DescribeFor(const Instrumentation& instrumentation, MYSQL* handle,
                                  std::string_view sql, bool has_parameters) noexcept {
  return StatementOf(instrumentation, KnownOf(instrumentation, handle), handle, sql,
                     has_parameters);
}

[[gnu::hot]] [[gnu::noinline]] OpenCall StartQuery(const Instrumentation& instrumentation,
                                                   MYSQL* handle, std::string_view sql,
                                                   const Peer* remembered) noexcept {
  EndOld(*handle);
  if (!IsAnythingSeen(instrumentation)) {
    WatchCharset(*handle, sql);  // what comes later may be seen
    return {};
  }
  KnownHandle& known = KnownOf(instrumentation, handle);
  const bool forgotten = remembered != nullptr && IsForgotten(*handle);
  return StartStatement(instrumentation, handle, forgotten ? *remembered : known.peer,
                        StatementOf(instrumentation, known, handle, sql, false));
}

[[gnu::hot]] OpenCall StartExecution(const Instrumentation& instrumentation, MYSQL* handle,
                                     const SqlDescription& statement) noexcept {
  EndOld(*handle);
  if (!IsAnythingSeen(instrumentation)) return {};
  return StartStatement(instrumentation, handle, PeerFor(instrumentation, handle, nullptr),
                        statement);
}

common::Operation StartCommand(const Instrumentation& instrumentation, MYSQL* handle,
                               const Command& command, const Peer* remembered) noexcept {
  EndOld(*handle);
  if (!IsAnythingSeen(instrumentation)) return {};
  CallFacts facts;
  facts.operation = command.name;
  facts.schema = command.schema.empty() ? SchemaOf(handle) : command.schema;
  return Start(instrumentation, handle, PeerFor(instrumentation, handle, remembered), facts,
               instrumentation.settings().query_text ? command.text : std::string_view());
}

void EndAllOf(const MYSQL& handle) noexcept {
  EndOld(handle);
  OpenTransactions().EndOld(handle);
}

CallResult ResultOf(const MYSQL& handle, int result, unsigned int error_number) noexcept {
  return {result, result == 0 ? 0 : error_number, result == 0 && handle.field_count != 0};
}

[[gnu::hot]] [[gnu::noinline]] void FinishQuery(const Instrumentation& instrumentation,
                                                MYSQL* handle, OpenCall&& call,
                                                const CallResult& result) noexcept {
  if (instrumentation.settings().transactions) {
    FollowTransaction(instrumentation, handle, result.error_number);
  }
  if (!call.operation.IsActive()) return;
  if (result.has_rows && call.rows != nullptr) {
    BeginFetch(instrumentation, *handle, call.operation, *call.rows);
  }
  if (result.result == 0) {
    const bool more = (handle->server_status & kMoreResults) != 0;
    if (more || (result.has_rows && (call.several || call.counts_rows))) {
      call.awaited = false;
      OpenCalls().Keep(*handle, std::move(call));
      return;
    }
  }
  common::Outcome outcome = Classify(result.result, result.error_number);
  if (result.result == 0 && (call.counts_rows || call.warns)) {
    AddCounts(*handle, call, result.has_rows, outcome);
  }
  call.operation.End(outcome);
}

// Its rows are fetched by the library's own calls: only what was changed can be counted.
[[gnu::hot]] void FinishStatement(const Instrumentation& instrumentation, MYSQL* handle,
                                  OpenCall&& call, MYSQL_STMT* statement, int result) noexcept {
  CallResult came{result, 0, false};
  if (result != 0) {
    came.error_number = ActiveLibrary().stmt_error_number(statement);
  } else {
    came.has_rows = ::mysql_stmt_field_count(statement) != 0;
  }
  if (came.has_rows) call.counts_rows = false;
  FinishQuery(instrumentation, handle, std::move(call), came);
}

void BeginNext(const MYSQL& handle) noexcept {
  if (handle.status == MYSQL_STATUS_READY) EndOldFetch(handle);
}

void FinishNext(const Instrumentation& instrumentation, MYSQL* handle, int result) noexcept {
  const unsigned int number = result != 0 ? ActiveLibrary().error_number(handle) : 0;
  if (IsOutOfSync(number)) return;
  OpenCall call = OpenCalls().Take(*handle);
  if (result < 0 && number == 0) return call.operation.End({});
  FinishQuery(instrumentation, handle, std::move(call), ResultOf(*handle, result, number));
}

void FinishRows(MYSQL* handle, const MYSQL_RES* rows, bool all) noexcept {
  OpenCall call = OpenCalls().Take(*handle);
  if (!call.operation.IsActive()) return;
  const unsigned int number = rows == nullptr ? ActiveLibrary().error_number(handle) : 0;
  common::Outcome outcome = Classify(number == 0 ? 0 : 1, number);
  if (number == 0 && call.several) {
    // Without the last rows the server has not said whether there is more.
    if (!all || (handle->server_status & kMoreResults) != 0) {
      OpenCalls().Keep(*handle, std::move(call));
      return;
    }
  }
  if (all && rows != nullptr && call.counts_rows && !call.several) {
    outcome.attributes().AddInt(common::Use::kSpan, kReturnedRows,
                                static_cast<int64_t>(rows->row_count));
  }
  if (number == 0) AddCounts(*handle, call, rows != nullptr, outcome);
  call.operation.End(outcome);
}

void FinishCommand(const Instrumentation& instrumentation, MYSQL* handle,
                   common::Operation&& operation, bool failed) noexcept {
  const unsigned int number = failed ? ActiveLibrary().error_number(handle) : 0;
  if (operation.IsActive()) operation.End(Classify(failed ? 1 : 0, number));
  if (instrumentation.settings().transactions) FollowTransaction(instrumentation, handle, number);
}

[[gnu::hot]] int TracedRealQuery(const Instrumentation& instrumentation, MYSQL* handle,
                                 std::string_view sql, const Peer* remembered) noexcept {
  const Library& library = ActiveLibrary();
  OpenCall call = StartQuery(instrumentation, handle, sql, remembered);
  const int result = SentSql::IsWanted(instrumentation)
                         ? SendWithContext(instrumentation, handle, call, sql)
                         : library.real_query(handle, sql.data(), sql.size());
  const unsigned int error_number = result != 0 ? library.error_number(handle) : 0;
  FinishQuery(instrumentation, handle, std::move(call), ResultOf(*handle, result, error_number));
  return result;
}

}  // namespace otelwrap::mysql
