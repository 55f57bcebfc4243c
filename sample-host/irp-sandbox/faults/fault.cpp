// fault.cpp - see fault.hpp.
#include "faults/fault.hpp"

#include <array>

namespace irp_sandbox {
namespace {

struct NamedKind {
    std::string_view name;
    FaultKind kind;
};

constexpr auto named_kinds = std::to_array<NamedKind>({
    {"error", FaultKind::error},
    {"http_503_html", FaultKind::http_503_html},
    {"http_500_json", FaultKind::http_500_json},
    {"reset_before", FaultKind::reset_before},
    {"reset_after", FaultKind::reset_after},
    {"slow", FaultKind::slow},
    {"truncated_json", FaultKind::truncated_json},
    {"wrong_content_type", FaultKind::wrong_content_type},
    {"bad_data_base64", FaultKind::bad_data_base64},
    {"sek_wrong_length", FaultKind::sek_wrong_length},
    {"sek_bad_padding", FaultKind::sek_bad_padding},
    {"expiry_missing", FaultKind::expiry_missing},
    {"expiry_past", FaultKind::expiry_past},
    {"expiry_far_future", FaultKind::expiry_far_future},
    {"expiry_in_utc", FaultKind::expiry_in_utc},
    {"expiry_trailing_space", FaultKind::expiry_trailing_space},
    {"status_as_string", FaultKind::status_as_string},
    {"lower_case_keys", FaultKind::lower_case_keys},
    {"client_id_spelling", FaultKind::client_id_spelling},
    {"error_details_base64", FaultKind::error_details_base64},
    {"error_details_string", FaultKind::error_details_string},
    {"error_details_plain_text", FaultKind::error_details_plain_text},
    {"error_details_null", FaultKind::error_details_null},
    {"redirect", FaultKind::redirect},
    {"oversize_body", FaultKind::oversize_body},
    {"deep_json", FaultKind::deep_json},
    {"drop_underscore_headers", FaultKind::drop_underscore_headers},
    {"http_429", FaultKind::http_429},
    {"http_status", FaultKind::http_status},
    {"content_length_too_long", FaultKind::content_length_too_long},
    {"content_length_too_short", FaultKind::content_length_too_short},
    {"reset_in_body", FaultKind::reset_in_body},
    {"slow_body", FaultKind::slow_body},
    {"many_headers", FaultKind::many_headers},
    {"huge_header", FaultKind::huge_header},
    {"status_as_number", FaultKind::status_as_number},
    {"error_details_object", FaultKind::error_details_object},
    {"info_details", FaultKind::info_details},
    {"data_on_error", FaultKind::data_on_error},
    {"rek_missing", FaultKind::rek_missing},
    {"rek_wrong_length", FaultKind::rek_wrong_length},
    {"hmac_missing", FaultKind::hmac_missing},
    {"hmac_wrong", FaultKind::hmac_wrong},
});

}  // namespace

std::optional<FaultKind> fault_kind_from(std::string_view name) {
    for (const NamedKind& entry : named_kinds) {
        if (entry.name == name) {
            return entry.kind;
        }
    }
    return std::nullopt;
}

std::string fault_kind_names() {
    std::string names;
    for (const NamedKind& entry : named_kinds) {
        names += (names.empty() ? "" : ", ") + std::string{entry.name};
    }
    return names;
}

void FaultQueue::add(Fault fault) {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(fault));
}

std::optional<Fault> FaultQueue::take(FaultPlace place, std::string_view path) {
    const std::lock_guard lock(mutex_);
    for (auto order = queue_.begin(); order != queue_.end(); ++order) {
        if ((order->where != FaultPlace::any && order->where != place) || !path.starts_with(order->path)) {
            continue;
        }
        Fault fault = *order;
        if (--order->times <= 0) {
            queue_.erase(order);
        }
        return fault;
    }
    return std::nullopt;
}

void FaultQueue::clear() {
    const std::lock_guard lock(mutex_);
    queue_.clear();
}

std::size_t FaultQueue::pending() const {
    const std::lock_guard lock(mutex_);
    std::size_t total = 0;
    for (const Fault& fault : queue_) {
        total += static_cast<std::size_t>(fault.times);
    }
    return total;
}

}  // namespace irp_sandbox
