// registrar.cpp - see registrar.hpp. The steps stand in registrar_job.cpp.
#include "invoices/registrar.hpp"

#include "base/text.hpp"
#include "invoices/registrar_job.hpp"

namespace munim {
namespace {

std::size_t characters(std::string_view text) {
    std::size_t count = 0;
    for (; !text.empty(); ++count) {
        (void)next_character(text);
    }
    return count;
}

std::optional<Error> wrong(const CancelOrder& order) {
    if (order.reason.size() != 1 || order.reason < "1" || order.reason > "4") {
        Error error = make_error(ACCT_ERROR_INVALID_VALUE, "CANCEL-REASON",
                                 "Choose why the invoice is cancelled.", "The IRP takes the reasons 1 to 4.");
        error.field = "reason";
        return error;
    }
    if (order.remark.find_first_not_of(' ') == std::string::npos || characters(order.remark) > 100) {
        Error error =
            make_error(ACCT_ERROR_INVALID_VALUE, "CANCEL-REMARK", "Enter a remark of 1 to 100 characters.",
                       "The IRP keeps it with the cancelled invoice.");
        error.field = "remark";
        return error;
    }
    return std::nullopt;
}

}  // namespace

std::shared_ptr<RegistrarJob> Registrar::begin(const std::string& id, const std::string& portal, Done done) {
    if (busy(id)) {
        done(make_error(ACCT_ERROR_BUSY, "INVOICE-BUSY", "This invoice is being worked on already.",
                        "Wait until that has ended."));
        return nullptr;
    }
    busy_.insert(id);
    book_.news().ring();
    return std::make_shared<RegistrarJob>(*this, alive_, id, portal, std::move(done));
}

void Registrar::register_invoice(const std::string& id, const std::string& portal, Done done) {
    if (const auto job = begin(id, portal, std::move(done))) {
        job->run_register();
    }
}

void Registrar::look_up(const std::string& id, const std::string& portal, Done done) {
    if (const auto job = begin(id, portal, std::move(done))) {
        job->run_look_up();
    }
}

void Registrar::cancel(const std::string& id, const CancelOrder& order, Done done) {
    if (const auto problem = wrong(order)) {
        done(problem);
        return;
    }
    if (const auto job = begin(id, {}, std::move(done))) {
        job->run_cancel(order);
    }
}

}  // namespace munim
