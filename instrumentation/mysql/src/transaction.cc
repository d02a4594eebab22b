// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "transaction.h"

#include <utility>

#include "classify.h"
#include "describe.h"
#include "library.h"
#include "open_calls.h"
#include "peer.h"

namespace otelwrap::mysql {
namespace {

// The server rolled all of it back; with an error the library's status is that of before.
bool EndsTransaction(unsigned int error_number) noexcept {
  constexpr unsigned int kDeadlock = 1213;
  return error_number == kDeadlock || LosesConnection(error_number);
}

common::Operation StartTransaction(const Instrumentation& instrumentation, MYSQL* handle) noexcept {
  const Peer& peer = KnownOf(instrumentation, handle).peer;
  CallFacts facts;
  facts.operation = "transaction";
  if (handle->db != nullptr) facts.schema = handle->db;
  common::AttributeSet attributes;
  Describe(peer, facts, attributes);
  common::OperationStart start;
  start.name = facts.operation;
  start.attributes = &attributes;
  start.target = peer.target;
  start.native_handle = handle;
  return common::Operation::Start(instrumentation.spans_only(), start);
}

}  // namespace

void FollowTransaction(const Instrumentation& instrumentation, MYSQL* handle,
                       unsigned int error_number) noexcept {
  OpenCallTable& transactions = OpenTransactions();
  if (EndsTransaction(error_number)) {
    OpenCall call = transactions.Take(*handle);
    call.operation.End(Classify(1, error_number));
    return;
  }
  if ((handle->server_status & kInTransaction) == 0) return transactions.EndOld(*handle);
  if (error_number != 0 || transactions.Has(*handle)) return;
  OpenCall call;
  call.operation = StartTransaction(instrumentation, handle);
  transactions.Keep(*handle, std::move(call));
}

}  // namespace otelwrap::mysql
