// invoice_folder.hpp - the invoice book on the disk: a folder with one file for each invoice, each replaced
// in one step. Several Munims may use it at once: whoever works on an invoice claims it, and the system gives
// a claim back when a program dies.
#ifndef MUNIM_INVOICES_INVOICE_FOLDER_HPP
#define MUNIM_INVOICES_INVOICE_FOLDER_HPP

#include <sys/types.h>

#include <ctime>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "invoices/invoice.hpp"

namespace munim {

// Any thread, one at a time.
class InvoiceFolder {
public:
    explicit InvoiceFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // While it lives, no other Munim works on the invoice.
    using Claim = FileDescriptor;

    bool exists() const;
    // Makes the folder with these invoices in it: all of them, or no folder.
    Status create(const std::vector<Invoice>& invoices) const;

    Result<Invoice> read(std::string_view id) const;
    Status write(const Invoice& invoice) const;
    // ACCT_ERROR_BUSY if another has it.
    Result<Claim> claim(std::string_view id) const;

    struct Changes {
        std::vector<Invoice> changed;
        std::vector<std::string> removed;
        std::vector<Error> problems;  // files that cannot be read, also those told before
    };
    // What is new since the last time it was asked; at first everything.
    Changes look();

private:
    // A replaced file has another inode, whatever the clock says.
    struct Stamp {
        ino_t inode = 0;
        timespec changed{};
        off_t size = 0;
        bool operator==(const Stamp& other) const noexcept {
            return inode == other.inode && size == other.size && changed.tv_sec == other.changed.tv_sec &&
                   changed.tv_nsec == other.changed.tv_nsec;
        }
    };
    std::filesystem::path file_of(std::string_view id) const;

    std::filesystem::path folder_;
    std::map<std::string, Stamp> seen_;
    std::map<std::string, Error> unreadable_;
};

}  // namespace munim

#endif  // MUNIM_INVOICES_INVOICE_FOLDER_HPP
