// invoice_book.cpp - see invoice_book.hpp.
#include "invoices/invoice_book.hpp"

#include <algorithm>
#include <tuple>

#include "invoices/sample_invoices.hpp"

namespace munim {
namespace {

// dd/MM/yyyy in an order that sorts.
std::string sortable(const std::string& date) {
    return date.substr(6) + date.substr(3, 2) + date.substr(0, 2);
}

bool has_irn_or_may_have(const Invoice& invoice) {
    return invoice.state != InvoiceState::open && invoice.state != InvoiceState::rejected;
}

}  // namespace

InvoiceBook::InvoiceBook(std::filesystem::path folder, MainLoop& loop)
    : loop_(loop), folder_(std::make_shared<InvoiceFolder>(std::move(folder))) {}

void InvoiceBook::open(const std::vector<Company>& companies) {
    if (!folder_->exists()) {
        if (const Status made = folder_->create(sample_invoices(companies, today_in_india())); !made) {
            problems_.push_back(made.error());
            return;
        }
    }
    take(folder_->look());
}

void InvoiceBook::take(const InvoiceFolder::Changes& changes) {
    for (const Invoice& invoice : changes.changed) {
        invoices_.insert_or_assign(invoice.id, invoice);
    }
    for (const std::string& id : changes.removed) {
        invoices_.erase(id);
    }
    const bool same_problems = problems_.size() == changes.problems.size();
    problems_ = changes.problems;
    if (!changes.changed.empty() || !changes.removed.empty() || !same_problems) {
        news_->ring();
    }
}

std::vector<const Invoice*> InvoiceBook::all() const {
    std::vector<const Invoice*> sorted;
    for (const auto& [id, invoice] : invoices_) {
        sorted.push_back(&invoice);
    }
    const auto key = [](const Invoice* invoice) {
        return std::tuple{sortable(invoice->heads.date), invoice->heads.number, invoice->id};
    };
    std::sort(sorted.begin(), sorted.end(), [&](const Invoice* one, const Invoice* other) {
        return one->heads.gstin != other->heads.gstin ? one->heads.gstin < other->heads.gstin
                                                      : key(one) < key(other);
    });
    return sorted;
}

const Invoice* InvoiceBook::find(std::string_view id) const {
    const auto found = invoices_.find(id);
    return found != invoices_.end() ? &found->second : nullptr;
}

Result<std::string> InvoiceBook::add(const std::string& document) {
    const auto heads = heads_of(document);
    if (!heads) {
        return heads.error();
    }
    Invoice fresh;
    fresh.id = document_id(document);
    fresh.document = document;
    fresh.heads = *heads;
    for (const auto& [id, there] : invoices_) {
        const bool same = same_invoice(there.heads, *heads);
        if (id == fresh.id || (same && has_irn_or_may_have(there))) {
            return id;
        }
    }
    if (const Status written = folder_->write(fresh); !written) {
        return written.error();
    }
    const std::string id = fresh.id;
    invoices_.insert_or_assign(id, std::move(fresh));
    news_->ring();
    return id;
}

void InvoiceBook::claim(const std::string& id, std::function<void(Result<ClaimedInvoice>)> done) {
    worker_.post([this, folder = folder_, id, done = std::move(done)] {
        auto claimed = [&]() -> Result<ClaimedInvoice> {
            auto claim = folder->claim(id);
            if (!claim) {
                return claim.error();
            }
            auto invoice = folder->read(id);
            if (!invoice) {
                return invoice.error();
            }
            return ClaimedInvoice{std::move(*invoice),
                                  std::make_shared<InvoiceFolder::Claim>(std::move(*claim))};
        }();
        loop_.post([done, claimed = std::move(claimed)] { done(claimed); });
    });
}

void InvoiceBook::save(const Invoice& invoice, std::function<void(Status)> done) {
    worker_.post([this, folder = folder_, invoice, done = std::move(done)] {
        const Status written = folder->write(invoice);
        loop_.post([this, invoice, written, done] {
            if (written) {
                invoices_.insert_or_assign(invoice.id, invoice);
                news_->ring();
            }
            done(written);
        });
    });
}

void InvoiceBook::refresh() {
    if (refreshing_) {
        return;
    }
    refreshing_ = true;
    worker_.post([this, folder = folder_] {
        auto changes = std::make_shared<InvoiceFolder::Changes>(folder->look());
        loop_.post([this, changes] {
            refreshing_ = false;
            take(*changes);
        });
    });
}

}  // namespace munim
