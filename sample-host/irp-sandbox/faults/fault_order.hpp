// fault_order.hpp - reads the JSON order of a fault, as the admin endpoint receives it.
#ifndef IRP_SANDBOX_FAULTS_FAULT_ORDER_HPP
#define IRP_SANDBOX_FAULTS_FAULT_ORDER_HPP

#include <Poco/JSON/Object.h>

#include <string>
#include <variant>

#include "faults/fault.hpp"

namespace irp_sandbox {

// The fault, or what is wrong with the order.
std::variant<Fault, std::string> read_fault_order(const Poco::JSON::Object& order);

}  // namespace irp_sandbox

#endif
