// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The other end of a connection: its address as text, made once per connection and used for every
// request on it.
//
//   const beast::Peer peer = beast::PeerOf(stream);       // a socket, tcp_stream, ssl stream
//   const beast::Peer peer = beast::PeerOf(endpoint);     // or a tcp::endpoint of your own
//
// Threads: a value. Ownership: holds its text. Errors: what can't be read is left empty, and then
// no attribute is made of it.

#pragma once

#include <otelwrap/common/fixed_text.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/core/no_exceptions_support.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <exception>
#include <type_traits>

namespace otelwrap::beast {

struct Peer {
  common::FixedText<64> address;
  uint16_t port = 0;
  bool tls = false;  // the connection is encrypted: url.scheme is https
};

inline Peer PeerOf(const ::boost::asio::ip::tcp::endpoint& endpoint, bool tls = false) noexcept {
  Peer peer;
  peer.tls = tls;
  BOOST_TRY {
    peer.address.Assign(endpoint.address().to_string());
    peer.port = endpoint.port();
  }
  BOOST_CATCH(const std::exception&) {}  // memory is out: no address
  BOOST_CATCH_END
  return peer;
}

namespace internal {

// TLS streams are known by their handshake, whichever class they are.
template <class Stream, class = void>
inline constexpr bool kIsTls = false;
template <class Stream>
inline constexpr bool kIsTls<Stream, std::void_t<typename Stream::handshake_type>> = true;

template <class Stream, class = void>
inline constexpr bool kHasSocket = false;
template <class Stream>
inline constexpr bool kHasSocket<Stream, std::void_t<decltype(std::declval<Stream&>().socket())>> =
    true;

// The socket below any layers.
template <class Stream>
auto& SocketOf(Stream& stream) noexcept {
  auto& lowest = ::boost::beast::get_lowest_layer(stream);
  if constexpr (kHasSocket<std::decay_t<decltype(lowest)>>) {
    return lowest.socket();
  } else {
    return lowest;
  }
}

template <class Socket>
inline constexpr bool kIsTcp =
    std::is_same_v<typename Socket::protocol_type, ::boost::asio::ip::tcp>;

}  // namespace internal

template <class Stream, class = std::enable_if_t<!std::is_convertible_v<
                            const Stream&, const ::boost::asio::ip::tcp::endpoint&>>>
Peer PeerOf(Stream& stream) noexcept {
  constexpr bool kTls = internal::kIsTls<Stream>;
  auto& socket = internal::SocketOf(stream);
  if constexpr (internal::kIsTcp<std::decay_t<decltype(socket)>>) {
    ::boost::system::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    if (!error) return PeerOf(endpoint, kTls);
  }
  Peer peer;
  peer.tls = kTls;
  return peer;
}

}  // namespace otelwrap::beast
