// eway_bill_register.hpp - the e-way bills, kept in memory: those made from an IRN and those made directly.
#ifndef IRP_SANDBOX_EWAYBILL_EWAY_BILL_REGISTER_HPP
#define IRP_SANDBOX_EWAYBILL_EWAY_BILL_REGISTER_HPP

#include <Poco/JSON/Object.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.hpp"

namespace irp_sandbox {

struct EwayBill {
    std::int64_t number = 0;
    std::string gstin;  // who made it
    std::string irn;    // empty if it was made directly
    std::string document_number;
    std::int64_t distance = 0;  // km
    Instant made;
    Instant valid_until;
    std::optional<Instant> cancelled;
    // What the maker sent, for answers to look-ups; null if it was made from an IRN. Never changed after it
    // is here.
    Poco::JSON::Object::Ptr document = {};

    bool active() const { return !cancelled; }
};

class EwayBillRegister {
public:
    static constexpr std::chrono::hours cancel_window{24};

    explicit EwayBillRegister(const Clock& clock) : clock_(clock) {}

    // Gives it its number and dates. Nothing if the IRN has an active one already.
    std::optional<EwayBill> add(EwayBill draft);
    std::optional<EwayBill> find(std::int64_t number) const;
    // The latest one made from that IRN.
    std::optional<EwayBill> find_by_irn(const std::string& irn) const;

    enum class Refusal { not_cancellable, too_late };
    std::variant<EwayBill, Refusal> cancel(std::int64_t number, const std::string& gstin);

private:
    const Clock& clock_;
    mutable std::mutex mutex_;
    std::map<std::int64_t, EwayBill> bills_;
    std::map<std::string, std::int64_t> by_irn_;
    std::int64_t last_number_ = 331'000'000'000;  // twelve digits, as real ones
};

// So many days for a distance that the goods may be on the road: one for each 200 km, counted to midnight in
// India.
Instant end_of_validity(Instant made, std::int64_t distance);

}  // namespace irp_sandbox

#endif
