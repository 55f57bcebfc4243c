// invoice_desk.cpp - see invoice_desk.hpp.
#include "invoices/invoice_desk.hpp"

#include <algorithm>

#include "invoices/irp_answers.hpp"

namespace munim {
namespace {

Error wrong_phase(std::string message) {
    return make_error(ACCT_ERROR_WRONG_STATE, "RUN-STATE", std::move(message), "Look at the page again.");
}

// What hinders every other invoice as well: no use in going through all of them.
bool hinders_all(const Error& error) {
    switch (error.status) {
        case ACCT_ERROR_LOCKED:
        case ACCT_ERROR_UNREACHABLE:
        case ACCT_ERROR_INSECURE:
        case ACCT_ERROR_UNSUPPORTED:
        case ACCT_ERROR_STORAGE:
            return true;
        case ACCT_ERROR_BUSY:
            return error.code != "INVOICE-BUSY";
        default:
            return false;
    }
}

}  // namespace

std::string_view id_of(InvoiceDesk::Phase phase) noexcept {
    switch (phase) {
        case InvoiceDesk::Phase::running:
            return "running";
        case InvoiceDesk::Phase::paused:
            return "paused";
        case InvoiceDesk::Phase::ended:
            return "ended";
        case InvoiceDesk::Phase::idle:
            break;
    }
    return "idle";
}

void InvoiceDesk::note(const std::string& id, const std::optional<Error>& trouble) {
    if (trouble) {
        troubles_.insert_or_assign(id, *trouble);
    } else {
        troubles_.erase(id);
    }
    changed();
}

const Error* InvoiceDesk::trouble(const std::string& id) const {
    const auto found = troubles_.find(id);
    return found != troubles_.end() ? &found->second : nullptr;
}

bool InvoiceDesk::waits_in_run(const std::string& id) const {
    return std::find(queue_.begin(), queue_.end(), id) != queue_.end();
}

void InvoiceDesk::register_one(const std::string& id, const std::string& portal) {
    troubles_.erase(id);
    registrar_.register_invoice(id, portal,
                                [this, id](const std::optional<Error>& trouble) { note(id, trouble); });
}

void InvoiceDesk::look_up(const std::string& id, const std::string& portal) {
    troubles_.erase(id);
    registrar_.look_up(id, portal, [this, id](const std::optional<Error>& trouble) { note(id, trouble); });
}

Status InvoiceDesk::cancel(const std::string& id, const CancelOrder& order) {
    troubles_.erase(id);
    // An answer that comes before the call returns is about the order itself.
    auto at_once = std::make_shared<std::optional<Error>>();
    auto returned = std::make_shared<bool>(false);
    registrar_.cancel(id, order, [this, id, at_once, returned](const std::optional<Error>& trouble) {
        if (*returned) {
            note(id, trouble);
        } else {
            *at_once = trouble;
        }
    });
    *returned = true;
    return *at_once ? Status{**at_once} : Status{Nothing{}};
}

std::vector<std::string> InvoiceDesk::open_ids() const {
    std::vector<std::string> ids;
    for (const Invoice* invoice : book_.all()) {
        if (invoice->state == InvoiceState::open || invoice->state == InvoiceState::sent) {
            ids.push_back(invoice->id);
        }
    }
    return ids;
}

Status InvoiceDesk::start(const std::vector<std::string>& ids, const std::string& portal) {
    if (run_.phase == Phase::running || run_.phase == Phase::paused || run_.under_way > 0) {
        return wrong_phase("Invoices are being registered already.");
    }
    if (ids.empty()) {
        return make_error(ACCT_ERROR_WRONG_STATE, "RUN-EMPTY", "There is no invoice to register.",
                          "Rejected invoices have to be corrected first.");
    }
    run_ = {};
    run_.phase = Phase::running;
    run_.total = ids.size();
    portal_ = portal;
    closed_.clear();
    queue_.assign(ids.begin(), ids.end());
    for (const std::string& id : ids) {
        troubles_.erase(id);
    }
    changed();
    go_on();
    return Nothing{};
}

Status InvoiceDesk::pause() {
    if (run_.phase != Phase::running) {
        return wrong_phase("Nothing is being registered that could be paused.");
    }
    run_.phase = Phase::paused;
    changed();
    return Nothing{};
}

Status InvoiceDesk::resume() {
    if (run_.phase != Phase::paused) {
        return wrong_phase("Nothing is paused.");
    }
    run_.phase = Phase::running;
    run_.paused_by.reset();
    closed_.clear();  // the user may have seen to the credentials
    changed();
    go_on();
    return Nothing{};
}

Status InvoiceDesk::stop() {
    if (run_.phase != Phase::running && run_.phase != Phase::paused) {
        return wrong_phase("Nothing is being registered that could be stopped.");
    }
    queue_.clear();
    run_.phase = Phase::ended;
    run_.paused_by.reset();
    changed();
    return Nothing{};
}

void InvoiceDesk::go_on() {
    while (run_.phase == Phase::running && run_.under_way < most_at_once && !queue_.empty()) {
        const std::string id = queue_.front();
        queue_.pop_front();
        const Invoice* invoice = book_.find(id);
        if (invoice == nullptr) {
            ++run_.failed;  // its file was taken away meanwhile
            continue;
        }
        if (const auto closed = closed_.find(invoice->heads.gstin); closed != closed_.end()) {
            count(id, closed->second);
            continue;
        }
        ++run_.under_way;
        registrar_.register_invoice(
            id, portal_, [this, id](const std::optional<Error>& trouble) { line_ended(id, trouble); });
    }
    if (run_.phase == Phase::running && queue_.empty() && run_.under_way == 0) {
        run_.phase = Phase::ended;
        changed();
    }
}

void InvoiceDesk::line_ended(const std::string& id, const std::optional<Error>& trouble) {
    --run_.under_way;
    if (trouble && hinders_all(*trouble) && run_.phase != Phase::ended) {
        note(id, trouble);
        queue_.push_front(id);  // resuming begins with it
        run_.phase = Phase::paused;
        run_.paused_by = trouble;
        return;
    }
    const Invoice* invoice = book_.find(id);
    if (trouble && invoice != nullptr && is_about_credentials(*trouble)) {
        closed_.insert_or_assign(invoice->heads.gstin, *trouble);
    }
    count(id, trouble);
    go_on();
}

void InvoiceDesk::count(const std::string& id, const std::optional<Error>& trouble) {
    const Invoice* invoice = book_.find(id);
    if (trouble || invoice == nullptr) {
        ++run_.failed;
    } else if (invoice->state == InvoiceState::registered) {
        ++run_.registered;
    } else {
        ++run_.rejected;
    }
    note(id, trouble);
    if (on_line_) {
        on_line_(id);
    }
}

}  // namespace munim
