// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A server on a free loopback port, one connection after the other, and a client that sends bytes
// as they are.

#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <utility>

namespace otelwrap::beast {

using Tcp = ::boost::asio::ip::tcp;

class LoopbackServer {
 public:
  // Called on the server's own thread for each connection.
  using OnConnection = std::function<void(Tcp::socket socket)>;

  explicit LoopbackServer(OnConnection on_connection)
      : on_connection_(std::move(on_connection)),
        acceptor_(io_, {::boost::asio::ip::make_address("127.0.0.1"), 0}),
        port_(acceptor_.local_endpoint().port()) {
    Accept();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~LoopbackServer() {
    io_.stop();
    thread_.join();
  }

  uint16_t port() const { return port_; }
  ::boost::asio::io_context& io() { return io_; }

 private:
  void Accept() {
    acceptor_.async_accept([this](::boost::system::error_code error, Tcp::socket socket) {
      if (error) return;
      on_connection_(std::move(socket));
      Accept();
    });
  }

  OnConnection on_connection_;
  ::boost::asio::io_context io_;
  Tcp::acceptor acceptor_;
  const uint16_t port_;
  std::thread thread_;
};

class RawClient {
 public:
  explicit RawClient(uint16_t port) : socket_(io_) {
    socket_.connect({::boost::asio::ip::make_address("127.0.0.1"), port});
  }

  void Send(const std::string& bytes) {
    ::boost::system::error_code ignored;  // the server may have hung up already
    ::boost::asio::write(socket_, ::boost::asio::buffer(bytes), ignored);
  }
  void Finish() {
    ::boost::system::error_code ignored;
    socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  }
  // What the server sends until it hangs up.
  std::string ReadAll() {
    std::string text;
    ::boost::system::error_code ignored;
    ::boost::asio::read(socket_, ::boost::asio::dynamic_buffer(text), ignored);
    return text;
  }
  // Hangs up at once, with a reset.
  void Reset() {
    socket_.set_option(::boost::asio::socket_base::linger(true, 0));
    socket_.close();
  }

 private:
  ::boost::asio::io_context io_;
  Tcp::socket socket_;
};

// Sends, says that nothing more comes, and reads all answers.
inline std::string Exchange(uint16_t port, const std::string& bytes) {
  RawClient client(port);
  client.Send(bytes);
  client.Finish();
  return client.ReadAll();
}

}  // namespace otelwrap::beast
