// invoice_register.cpp - see invoice_register.hpp.
#include "invoices/invoice_register.hpp"

namespace irp_sandbox {

std::int64_t InvoiceRegister::next_acknowledgement() {
    constexpr std::int64_t this_irp = 1;
    const std::chrono::year_month_day today{ist_date(clock_.now())};
    const std::int64_t date = (static_cast<int>(today.year()) % 100) * 10'000LL +
                              static_cast<std::int64_t>(static_cast<unsigned>(today.month())) * 100 +
                              static_cast<std::int64_t>(static_cast<unsigned>(today.day()));
    const std::lock_guard lock(mutex_);
    return (this_irp * 1'000'000 + date) * 100'000'000 + ++last_number_;
}

std::optional<Invoice> InvoiceRegister::find(const std::string& irn) const {
    const std::lock_guard lock(mutex_);
    const auto found = invoices_.find(irn);
    return found == invoices_.end() ? std::nullopt : std::optional{found->second};
}

bool InvoiceRegister::add(Invoice invoice) {
    const std::lock_guard lock(mutex_);
    const std::string irn = invoice.irn;
    return invoices_.try_emplace(irn, std::move(invoice)).second;
}

std::variant<Invoice, InvoiceRegister::Refusal> InvoiceRegister::cancel(const std::string& irn,
                                                                        const std::string& supplier) {
    const std::lock_guard lock(mutex_);
    const auto found = invoices_.find(irn);
    if (found == invoices_.end() || found->second.supplier != supplier) {
        return Refusal::unknown;
    }
    if (found->second.cancelled) {
        return Refusal::not_active;
    }
    if (clock_.now() - found->second.acknowledged > cancel_window) {
        return Refusal::too_late;
    }
    found->second.cancelled = clock_.now();
    return found->second;
}

bool InvoiceRegister::is_within_look_up(const Invoice& invoice) const {
    return clock_.now() - invoice.acknowledged <= look_up_window;
}

}  // namespace irp_sandbox
