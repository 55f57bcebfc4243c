// eway_bill_register.cpp - see eway_bill_register.hpp.
#include "ewaybill/eway_bill_register.hpp"

#include <algorithm>

namespace irp_sandbox {

std::optional<EwayBill> EwayBillRegister::add(EwayBill draft) {
    const std::lock_guard lock(mutex_);
    if (!draft.irn.empty()) {
        const auto known = by_irn_.find(draft.irn);
        if (known != by_irn_.end() && bills_.at(known->second).active()) {
            return std::nullopt;
        }
    }
    draft.number = ++last_number_;
    draft.made = clock_.now();
    draft.valid_until = end_of_validity(draft.made, draft.distance);
    if (!draft.irn.empty()) {
        by_irn_[draft.irn] = draft.number;
    }
    return bills_.emplace(draft.number, std::move(draft)).first->second;
}

std::optional<EwayBill> EwayBillRegister::find(std::int64_t number) const {
    const std::lock_guard lock(mutex_);
    const auto found = bills_.find(number);
    return found == bills_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<EwayBill> EwayBillRegister::find_by_irn(const std::string& irn) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_irn_.find(irn);
    return found == by_irn_.end() ? std::nullopt : std::optional{bills_.at(found->second)};
}

std::variant<EwayBill, EwayBillRegister::Refusal> EwayBillRegister::cancel(std::int64_t number,
                                                                           const std::string& gstin) {
    const std::lock_guard lock(mutex_);
    const auto found = bills_.find(number);
    if (found == bills_.end() || found->second.gstin != gstin || !found->second.active()) {
        return Refusal::not_cancellable;
    }
    if (clock_.now() - found->second.made > cancel_window) {
        return Refusal::too_late;
    }
    found->second.cancelled = clock_.now();
    return found->second;
}

Instant end_of_validity(Instant made, std::int64_t distance) {
    constexpr std::int64_t km_a_day = 200;
    constexpr std::chrono::minutes ist{5 * 60 + 30};
    const std::chrono::days days{std::max<std::int64_t>(1, (distance + km_a_day - 1) / km_a_day)};
    return Instant{ist_date(made) + days + std::chrono::days{1} - std::chrono::minutes{1} - ist};
}

}  // namespace irp_sandbox
