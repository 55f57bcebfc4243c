// invoice_book.hpp - the invoices in memory, kept in step with the folder. The main thread owns them; the
// disk is touched on a worker thread.
#ifndef MUNIM_INVOICES_INVOICE_BOOK_HPP
#define MUNIM_INVOICES_INVOICE_BOOK_HPP

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bell.hpp"
#include "base/main_loop.hpp"
#include "base/worker.hpp"
#include "books/books.hpp"
#include "invoices/invoice_folder.hpp"

namespace munim {

// An invoice that nobody else works on while this lives.
struct ClaimedInvoice {
    Invoice invoice;
    std::shared_ptr<InvoiceFolder::Claim> claim;
};

// Main thread, but for news(). Completions come on the main thread, not before the call returns.
class InvoiceBook {
public:
    InvoiceBook(std::filesystem::path folder, MainLoop& loop);
    InvoiceBook(const InvoiceBook&) = delete;
    InvoiceBook& operator=(const InvoiceBook&) = delete;

    // Reads the folder, once at the start; a new one gets the sample invoices if the books are the sample
    // books.
    void open(const std::vector<Company>& companies);

    // In the order of GSTIN, date and number.
    std::vector<const Invoice*> all() const;
    const Invoice* find(std::string_view id) const;
    const std::vector<Error>& problems() const noexcept { return problems_; }

    // Takes in a document and gives the entry's id, which is the one that is there if the IRP has, or may
    // have, the same invoice already. Blocks on the disk: for the command line.
    Result<std::string> add(const std::string& document);

    // Claims an invoice and reads it anew.
    void claim(const std::string& id, std::function<void(Result<ClaimedInvoice>)> done);
    void save(const Invoice& invoice, std::function<void(Status)> done);
    // Looks for what other programs changed.
    void refresh();

    // Rings whenever anything that pages show has moved.
    Bell& news() noexcept { return *news_; }

private:
    void take(const InvoiceFolder::Changes& changes);

    MainLoop& loop_;
    std::shared_ptr<InvoiceFolder> folder_;
    std::map<std::string, Invoice, std::less<>> invoices_;
    std::vector<Error> problems_;
    bool refreshing_ = false;
    std::shared_ptr<Bell> news_ = std::make_shared<Bell>();
    Worker worker_;  // last: its jobs use what stands above
};

}  // namespace munim

#endif  // MUNIM_INVOICES_INVOICE_BOOK_HPP
