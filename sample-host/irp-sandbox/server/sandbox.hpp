// sandbox.hpp - the whole server: what it is made of and how the parts are joined.
#ifndef IRP_SANDBOX_SERVER_SANDBOX_HPP
#define IRP_SANDBOX_SERVER_SANDBOX_HPP

#include <memory>
#include <string>

#include "server/options.hpp"

namespace irp_sandbox {

class Sandbox {
public:
    // Serving when the constructor returns; everything ends with the object.
    explicit Sandbox(const Options& options);
    ~Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    std::string base_url() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace irp_sandbox

#endif
