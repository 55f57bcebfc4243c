// client_check.cpp - see client_check.hpp.
#include "irp/client_check.hpp"

#include "irp/error_catalogue.hpp"

namespace irp_sandbox {

std::optional<std::string_view> refuse_client(const Request& request, const AccountBook& accounts,
                                              GstinHeader gstin) {
    const auto client_id = header(request, "client-id");
    if (!client_id) {
        return code::client_id_required;
    }
    const auto client_secret = header(request, "client-secret");
    if (!client_secret) {
        return code::client_secret_required;
    }
    if (gstin == GstinHeader::required && !header(request, "gstin")) {
        return code::gstin_header_required;
    }
    if (gstin_is_ambiguous(request)) {
        return code::invalid_gstin;
    }
    if (!accounts.knows_client(*client_id, *client_secret)) {
        return code::invalid_client;
    }
    return std::nullopt;
}

bool gstin_is_ambiguous(const Request& request) {
    const auto values = header_values(request, "gstin");
    return values.size() > 1 || (!values.empty() && values.front().find(',') != std::string::npos);
}

bool is_blank(const std::string& text) {
    return text.find_first_not_of(" \t") == std::string::npos;
}

}  // namespace irp_sandbox
