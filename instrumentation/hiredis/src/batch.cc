// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "batch.h"

#include <otelwrap/common/error_types.h>
#include <otelwrap/common/semconv.h>

#include <algorithm>
#include <exception>

#include "attribute_names.h"
#include "describe.h"
#include "mask.h"

namespace otelwrap::hiredis {
namespace {

namespace semconv = common::semconv;
using common::Use;

constexpr std::string_view kBetween = "; ";
constexpr std::string_view kMore = "...";

bool EndsTransaction(CommandKind kind) noexcept {
  return kind == CommandKind::kExec || kind == CommandKind::kDiscard;
}

// Names stand in tables: mostly the place is enough.
bool AreSame(std::string_view one, std::string_view other) noexcept {
  return one.size() == other.size() && (one.data() == other.data() || one == other);
}

}  // namespace

void Run::Add(std::string_view its_name, bool is_same_text) noexcept {
  name = count == 0 || AreSame(name, its_name) ? its_name : std::string_view();
  same_text = same_text && is_same_text;
  ++count;
}

Batch::Batch(const Site& site, const Request& first) noexcept
    : instrumentation_(site.instrumentation),
      operation_(StartBatch(site, first.kind() == CommandKind::kMulti ? "MULTI" : "PIPELINE")) {}

Batch::~Batch() { EndLost(common::error_types::kAbandoned, 0); }

void Batch::Add(const Request& request) noexcept {
  if (all_.count == 0) {
    first_name_ = request.name;
    first_kind_ = request.kind();
    transaction_ = first_kind_ == CommandKind::kMulti;
    if (request.IsKnown()) first_typed_.Assign(request.typed);
  } else if (all_.count > 1) {
    inner_.Add(last_name_, inner_.count == 0 || last_same_text_);
    if (EndsTransaction(last_kind_)) transaction_ = false;
  }
  blocking_ = blocking_ || IsBlocking(request);
  AddText(request);
  all_.Add(request.name, last_same_text_ || all_.count == 0);
  last_name_ = request.name;
  last_kind_ = request.kind();
}

// The text of each command goes behind those before it, as long as there is room. Whether it equals
// the one that its run began with is remembered, because then one of them says all.
void Batch::AddText(const Request& request) noexcept {
  if (!operation_.IsRecording() || !instrumentation_.query_text()) return;
  const common::RedactionPolicy& policy = instrumentation_.options().redaction;
  inner_end_ = text_.size();
  const bool has_room = text_.size() <= policy.max_text_bytes + inner_begin_;
  if (!has_room && !all_.same_text && !inner_.same_text) {
    last_same_text_ = false;
    return;
  }
  try {
    const std::string one = MaskRequest(request, policy, instrumentation_.keys());
    const std::string_view shown(text_);
    const bool in_inner = all_.count > 1;
    const std::string_view begin = in_inner && first_kind_ == CommandKind::kMulti
                                       ? shown.substr(inner_begin_, inner_first_ - inner_begin_)
                                       : shown.substr(0, first_text_);
    last_same_text_ = one == begin;
    if (!has_room) return;
    if (!text_.empty()) text_ += kBetween;
    if (all_.count == 1) inner_begin_ = text_.size();
    text_ += one;
    if (all_.count == 0) first_text_ = text_.size();
    if (all_.count == 1) inner_first_ = text_.size();
  } catch (const std::exception&) {  // memory is out
    last_same_text_ = false;
  }
}

void Batch::Failed(CommandKind kind, const common::Outcome& outcome) noexcept {
  const bool is_frame = kind == CommandKind::kMulti || EndsTransaction(kind);
  ++(is_frame ? frame_failures_ : failures_);
  if (!outcome_.IsError()) outcome_ = outcome;
}

// As its size: of a transaction those between MULTI and EXEC alone. What was lost has no result.
int64_t Batch::FailedOf(const Run& run) const noexcept {
  if (transaction_) return unanswered_ > 0 ? run.count : failures_;
  return failures_ + frame_failures_ + unanswered_;
}

void Batch::Describe() noexcept {
  if (transaction_ && all_.count > 1 && !EndsTransaction(last_kind_)) {  // it was cut short
    inner_.Add(last_name_, inner_.count == 0 || last_same_text_);
    inner_end_ = text_.size();
  }
  const Run& run = transaction_ ? inner_ : all_;
  if (!transaction_ && run.count == 1) {
    NameCommand();
  } else {
    NameRun(transaction_ ? "MULTI" : "PIPELINE", run.name);
  }
  common::AttributeSet& attributes = outcome_.attributes();
  if (run.count != 1) attributes.AddInt(Use::kSpan, semconv::kDbOperationBatchSize, run.count);
  if (blocking_) attributes.AddBool(Use::kBoth, kBlocking, true);
  const int64_t failed = FailedOf(run);
  if (failed > 0) attributes.AddInt(Use::kSpan, kFailedCommands, failed);
  if (!result_.empty()) attributes.AddLiteral(Use::kSpan, kTransactionResult, result_);
  DescribeText(run, transaction_);
}

void Batch::NameCommand() noexcept {
  if (first_name_.empty()) {
    SetName(common::error_types::kOther, common::error_types::kOther);
    operation_.UpdateName(kSystem);
  } else {
    SetName(first_typed_.view(), first_name_);
  }
}

void Batch::NameRun(std::string_view prefix, std::string_view command) noexcept {
  common::FixedText<16 + kMaxCommandName> name(prefix);
  if (!command.empty()) {
    name.Append(" ");
    name.Append(command);
  }
  SetName(name.view(), name.view());
}

void Batch::SetName(std::string_view name, std::string_view metric_name) noexcept {
  operation_.UpdateName(name);
  outcome_.attributes().AddText(Use::kSpan, semconv::kDbOperationName, name);
  outcome_.attributes().AddText(Use::kMetric, semconv::kDbOperationName, metric_name);
}

void Batch::DescribeText(const Run& run, bool inner) noexcept {
  if (text_.empty() || run.count == 0) return;
  const size_t begin = inner ? inner_begin_ : 0;
  size_t end = inner ? inner_end_ : text_.size();
  if (run.same_text) end = inner ? inner_first_ : first_text_;
  const size_t limit = instrumentation_.options().redaction.max_text_bytes;
  if (end < begin) return;
  if (end - begin > limit) {
    end = begin + limit;
    const size_t mark = std::min(kMore.size(), limit);
    text_.replace(end - mark, mark, kMore.substr(0, mark));
  }
  common::AttributeSet attributes;
  attributes.AddBorrowed(semconv::kDbQueryText, std::string_view(text_).substr(begin, end - begin));
  operation_.Add(attributes);
}

void Batch::End() noexcept {
  if (!operation_.IsActive()) return;
  Describe();
  operation_.End(outcome_);
}

void Batch::EndLost(std::string_view error_type, uint64_t unanswered) noexcept {
  if (!operation_.IsActive()) return;
  if (!outcome_.IsError()) outcome_.SetError(error_type);
  unanswered_ = static_cast<int64_t>(unanswered);
  End();
}

}  // namespace otelwrap::hiredis
