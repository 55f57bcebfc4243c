// invoice_register.hpp - the registered invoices, kept in memory.
#ifndef IRP_SANDBOX_INVOICES_INVOICE_REGISTER_HPP
#define IRP_SANDBOX_INVOICES_INVOICE_REGISTER_HPP

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.hpp"

namespace irp_sandbox {

struct Invoice {
    std::string irn;
    std::int64_t acknowledgement = 0;
    Instant acknowledged;
    std::string supplier;
    std::string date_text;  // of the document
    std::string signed_invoice;
    std::string signed_qr_code;
    std::optional<Instant> cancelled;
};

class InvoiceRegister {
public:
    static constexpr std::chrono::hours cancel_window{24};
    static constexpr std::chrono::hours look_up_window{72};

    explicit InvoiceRegister(const Clock& clock) : clock_(clock) {}

    // Fifteen digits: the first tells which IRP, then come the date and a number of that day.
    std::int64_t next_acknowledgement();

    std::optional<Invoice> find(const std::string& irn) const;
    // False if there is one with this IRN already; the register keeps that.
    bool add(Invoice invoice);

    enum class Refusal { unknown, not_active, too_late };
    std::variant<Invoice, Refusal> cancel(const std::string& irn, const std::string& supplier);

    // Whether the IRP still hands it out.
    bool is_within_look_up(const Invoice& invoice) const;

private:
    const Clock& clock_;
    mutable std::mutex mutex_;
    std::map<std::string, Invoice> invoices_;
    std::int64_t last_number_ = 0;
};

}  // namespace irp_sandbox

#endif
