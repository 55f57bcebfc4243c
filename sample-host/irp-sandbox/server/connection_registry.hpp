// connection_registry.hpp - the open connections, so that stopping the server need not wait for idle clients.
#ifndef IRP_SANDBOX_SERVER_CONNECTION_REGISTRY_HPP
#define IRP_SANDBOX_SERVER_CONNECTION_REGISTRY_HPP

#include <mutex>
#include <set>

namespace irp_sandbox {

class ConnectionRegistry {
public:
    // Keeps a duplicate of the descriptor: Poco closes its own at a time of its choosing, and the number may
    // be another file's by then.
    class Entry {
    public:
        Entry(ConnectionRegistry& registry, int descriptor);
        ~Entry();
        Entry(const Entry&) = delete;
        Entry& operator=(const Entry&) = delete;

    private:
        ConnectionRegistry& registry_;
        int duplicate_;
    };

    // Ends all connections below TLS: the TLS objects belong to their threads, which see the end of the
    // stream.
    void end_all();

private:
    std::mutex mutex_;
    std::set<int> descriptors_;
    bool ending_ = false;
};

// Cuts a connection so that the peer sees a reset, not an orderly end.
void reset_connection(int descriptor);

}  // namespace irp_sandbox

#endif
