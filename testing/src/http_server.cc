// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "http_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <mutex>
#include <thread>
#include <utility>

#include "http_session.h"

namespace otelwrap::testing {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// Out of file descriptors, mostly: wait a little rather than spin.
constexpr std::chrono::milliseconds kAcceptPause{50};

}  // namespace

// All that lives on the server's thread. Its end destroys the sessions and closes their
// connections.
struct HttpServer::Network {
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::steady_timer timer{context};
};

HttpServer::HttpServer(HttpServerOptions options, HttpHandler* handler)
    : options_(std::move(options)), handler_(handler), network_(std::make_unique<Network>()) {}

HttpServer::~HttpServer() { Stop(); }

std::unique_ptr<HttpServer> HttpServer::Start(const HttpServerOptions& options,
                                              HttpHandler* handler, std::string* error) {
  std::unique_ptr<HttpServer> server(new HttpServer(options, handler));
  *error = server->Listen();
  if (!error->empty()) return nullptr;
  server->Accept();
  server->thread_ = std::thread([network = server->network_.get()] { network->context.run(); });
  return server;
}

std::string HttpServer::Listen() {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options_.address, error);
  if (error) return "'" + options_.address + "' is not an IP address";
  tcp::acceptor& acceptor = network_->acceptor;
  acceptor.open(address.is_v6() ? tcp::v6() : tcp::v4(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind({address, options_.port}, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) port_ = acceptor.local_endpoint(error).port();
  if (!error) return {};
  return "cannot listen on " + options_.address + " port " + std::to_string(options_.port) + ": " +
         error.message();
}

void HttpServer::Accept() {
  network_->acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
    if (error) return Pause();
    std::make_shared<HttpSession>(std::move(socket), options_, handler_)->ReadHead();
    Accept();
  });
}

void HttpServer::Pause() {
  network_->timer.expires_after(kAcceptPause);
  network_->timer.async_wait([this](boost::system::error_code) { Accept(); });
}

void HttpServer::Stop() {
  const std::lock_guard lock(stop_mutex_);
  if (!thread_.joinable()) return;
  network_->context.stop();
  thread_.join();
  network_.reset();
}

}  // namespace otelwrap::testing
