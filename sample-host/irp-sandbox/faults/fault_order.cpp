// fault_order.cpp - see fault_order.hpp.
#include "faults/fault_order.hpp"

#include <array>
#include <stdexcept>

#include "base/json.hpp"

namespace irp_sandbox {
namespace {

class OrderProblem : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Every member that an order may have: a misspelt one would otherwise be ignored, and the test that sent it
// would pass for the wrong reason.
constexpr std::array known_members{"where",    "times",     "kind",      "code",        "message",
                                   "location", "seconds",   "mebibytes", "depth",       "milliseconds",
                                   "count",    "kibibytes", "status",    "retry_after", "path"};

void refuse_unknown_members(const Poco::JSON::Object& order) {
    for (const auto& [name, value] : order) {
        bool known = false;
        for (const char* candidate : known_members) {
            known = known || name == candidate;
        }
        if (!known) {
            throw OrderProblem("\"" + name + "\" is not a member of a fault order");
        }
    }
}

int number(const Poco::JSON::Object& order, const std::string& name, int least, int most, int otherwise) {
    if (!order.has(name)) {
        return otherwise;
    }
    const auto value = integer_member(order, name);
    if (!value || *value < least || *value > most) {
        throw OrderProblem("\"" + name + "\" must be a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most));
    }
    return static_cast<int>(*value);
}

std::optional<std::string> text(const Poco::JSON::Object& order, const std::string& name) {
    const auto value = string_member(order, name);
    if (order.has(name) && !value) {
        throw OrderProblem("\"" + name + "\" must be a text in quotes");
    }
    return value;
}

FaultPlace place(const Poco::JSON::Object& order) {
    const std::string name = text(order, "where").value_or("any");
    if (name == "auth") {
        return FaultPlace::auth;
    }
    if (name == "call") {
        return FaultPlace::call;
    }
    if (name == "account") {
        return FaultPlace::account;
    }
    if (name == "any") {
        return FaultPlace::any;
    }
    throw OrderProblem("\"where\" must be auth, call, account or any");
}

RetryAfter retry_after(const Poco::JSON::Object& order) {
    const std::string name = text(order, "retry_after").value_or("none");
    if (name == "seconds") {
        return RetryAfter::seconds;
    }
    if (name == "date") {
        return RetryAfter::date;
    }
    if (name == "none") {
        return RetryAfter::none;
    }
    throw OrderProblem("\"retry_after\" must be none, seconds or date");
}

FaultKind kind(const Poco::JSON::Object& order) {
    const auto value = fault_kind_from(text(order, "kind").value_or(""));
    if (!value) {
        throw OrderProblem("\"kind\" must be one of: " + fault_kind_names());
    }
    return *value;
}

}  // namespace

std::variant<Fault, std::string> read_fault_order(const Poco::JSON::Object& order) {
    try {
        refuse_unknown_members(order);
        Fault fault;
        fault.where = place(order);
        fault.kind = kind(order);
        fault.times = number(order, "times", 1, 1'000'000, fault.times);
        fault.code = text(order, "code");
        fault.message = text(order, "message");
        fault.location = text(order, "location");
        fault.seconds = number(order, "seconds", 0, 600, fault.seconds);
        fault.mebibytes = number(order, "mebibytes", 1, 4096, fault.mebibytes);
        fault.depth = number(order, "depth", 1, 1'000'000, fault.depth);
        fault.milliseconds = number(order, "milliseconds", 1, 1'000, fault.milliseconds);
        fault.count = number(order, "count", 1, 100'000, fault.count);
        fault.kibibytes = number(order, "kibibytes", 1, 65'536, fault.kibibytes);
        fault.status = number(order, "status", 200, 599, fault.status);
        fault.retry_after = retry_after(order);
        fault.path = text(order, "path").value_or("");
        if (!fault.path.empty() && !fault.path.starts_with('/')) {
            throw OrderProblem(
                "\"path\" must begin with a slash; it is the beginning of the path of a request");
        }
        if (fault.kind == FaultKind::error && !fault.code) {
            throw OrderProblem("the kind error needs a \"code\"");
        }
        return fault;
    } catch (const OrderProblem& problem) {
        return std::string{problem.what()};
    }
}

}  // namespace irp_sandbox
