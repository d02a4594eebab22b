// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/grpc/channel.h>
#include <otelwrap/grpc/server.h>

int main() {
  const auto channel =
      otelwrap::grpc::CreateChannel("127.0.0.1:1", ::grpc::InsecureChannelCredentials());
  const bool idle = channel->GetState(false) == GRPC_CHANNEL_IDLE;
  return idle && otelwrap::grpc::ServerStatsHandlers().size() == 1 ? 0 : 1;
}
