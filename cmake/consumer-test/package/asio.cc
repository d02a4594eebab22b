// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/asio/bind.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

int main() {
  boost::asio::io_context io;
  bool ran = false;
  boost::asio::post(io, otelwrap::asio::Bind([&] { ran = true; }));
  io.run();
  return ran ? 0 : 1;
}
