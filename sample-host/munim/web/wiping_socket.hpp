// wiping_socket.hpp - a server socket whose connections can wipe Poco's receive buffer. Poco reads a
// request's head into a buffer of the session, and a small body may come along in the same packet: a password
// would stay there, and later in Poco's buffer pool, after our own buffer was wiped.
#ifndef MUNIM_WEB_WIPING_SOCKET_HPP
#define MUNIM_WEB_WIPING_SOCKET_HPP

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <istream>

namespace munim {

// Listens on the address. Throws Poco::Net::NetException if it is taken.
Poco::Net::ServerSocket make_wiping_server_socket(const Poco::Net::SocketAddress& address);

// Wipes what was received on a connection of such a socket, and what the body's stream still buffers. Nothing
// can be read from the connection afterwards: close it after the response.
void wipe_received(Poco::Net::StreamSocket& connection, std::istream& body) noexcept;

}  // namespace munim

#endif  // MUNIM_WEB_WIPING_SOCKET_HPP
