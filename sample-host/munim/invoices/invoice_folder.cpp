// invoice_folder.cpp - see invoice_folder.hpp.
#include "invoices/invoice_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>

#include "base/files.hpp"

namespace munim {
namespace {

namespace fs = std::filesystem;

constexpr off_t largest_file = 8 << 20;
constexpr std::string_view ending = ".json";

Error unreadable(const fs::path& file, const std::string& reason) {
    return make_error(ACCT_ERROR_STORAGE, "INVOICE-FILE",
                      "Munim cannot read " + file.string() + ": " + reason + ".",
                      "Check that the file belongs to you, or put it back from a backup.");
}

Result<std::string> content_of(const fs::path& file) {
    const FileDescriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    struct stat about {};
    if (!opened || ::fstat(opened.get(), &about) != 0) {
        return unreadable(file, system_reason(errno));
    }
    if (!S_ISREG(about.st_mode) || about.st_size > largest_file) {
        return unreadable(file, "it is not a file of at most 8 megabytes");
    }
    std::string text(static_cast<std::size_t>(about.st_size), '\0');
    const std::ptrdiff_t got = opened.read_all(text.data(), text.size());
    if (got < 0) {
        return unreadable(file, system_reason(errno));
    }
    text.resize(static_cast<std::size_t>(got));
    return text;
}

}  // namespace

fs::path InvoiceFolder::file_of(std::string_view id) const {
    return folder_ / (std::string{id} + std::string{ending});
}

bool InvoiceFolder::exists() const {
    std::error_code ignored;
    return fs::is_directory(folder_, ignored);
}

Status InvoiceFolder::create(const std::vector<Invoice>& invoices) const {
    const fs::path temporary = folder_.parent_path() / ("." + folder_.filename().string() + ".new");
    std::error_code failed;
    fs::remove_all(temporary, failed);  // of a Munim that was killed here
    const InvoiceFolder fresh{temporary};
    Status done = make_private_folder(temporary);
    for (auto next = invoices.begin(); done && next != invoices.end(); ++next) {
        done = fresh.write(*next);
    }
    if (!done) {
        return done;
    }
    fs::rename(temporary, folder_, failed);
    if (failed) {
        return make_error(ACCT_ERROR_STORAGE, "MUNIM-STORAGE",
                          "Munim could not make " + folder_.string() + ": " + failed.message() + ".",
                          "Check that the folder belongs to you and that the disk has room.");
    }
    return sync_folder(folder_.parent_path());
}

Result<Invoice> InvoiceFolder::read(std::string_view id) const {
    const fs::path file = file_of(id);
    const auto text = content_of(file);
    if (!text) {
        return text.error();
    }
    auto invoice = parse_invoice(*text);
    if (!invoice) {
        Error error = invoice.error();
        error.message = "The invoice file " + file.string() + " is damaged. " + error.message;
        return error;
    }
    return invoice;
}

Status InvoiceFolder::write(const Invoice& invoice) const {
    return write_private_file(file_of(invoice.id), invoice_text(invoice));
}

Result<InvoiceFolder::Claim> InvoiceFolder::claim(std::string_view id) const {
    FileDescriptor opened{
        ::open((folder_ / ".claims").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!opened) {
        return make_error(
            ACCT_ERROR_STORAGE, "MUNIM-STORAGE",
            "Munim could not claim an invoice in " + folder_.string() + ": " + system_reason(errno) + ".",
            "Check that the folder belongs to you and that the disk has room.");
    }
    // One byte of the file stands for one invoice; no byte is ever written.
    uint64_t number = 0;
    std::from_chars(id.data(), id.data() + id.size(), number, 16);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(number >> 2U);
    lock.l_len = 1;
    if (::fcntl(opened.get(), F_OFD_SETLK, &lock) != 0) {
        return make_error(ACCT_ERROR_BUSY, "INVOICE-BUSY", "This invoice is being worked on already.",
                          "Wait until that has ended, here or in another Munim, and look again.");
    }
    return opened;
}

InvoiceFolder::Changes InvoiceFolder::look() {
    Changes changes;
    std::map<std::string, Stamp> found;
    std::error_code failed;
    for (auto entry = fs::directory_iterator{folder_, failed}; !failed && entry != fs::directory_iterator{};
         entry.increment(failed)) {
        const std::string name = entry->path().filename().string();
        struct stat about {};
        if (name.front() == '.' || !name.ends_with(ending) || ::lstat(entry->path().c_str(), &about) != 0) {
            continue;
        }
        const std::string id = name.substr(0, name.size() - ending.size());
        const Stamp stamp{about.st_ino, about.st_ctim, about.st_size};
        found.emplace(id, stamp);
        const auto before = seen_.find(id);
        if (before != seen_.end() && before->second == stamp) {
            continue;
        }
        auto invoice = read(id);
        if (invoice && invoice->id != id) {
            invoice = make_error(ACCT_ERROR_DAMAGED, "INVOICE-FILE",
                                 "The invoice file " + entry->path().string() + " has the name of another.",
                                 "Give it back the name that Munim gave it: " + invoice->id + ".json.");
        }
        unreadable_.erase(id);
        if (invoice) {
            changes.changed.push_back(std::move(*invoice));
        } else {
            unreadable_.insert_or_assign(id, invoice.error());
        }
    }
    for (const auto& [id, stamp] : seen_) {
        if (found.find(id) == found.end()) {
            changes.removed.push_back(id);
            unreadable_.erase(id);
        }
    }
    seen_ = std::move(found);
    for (const auto& [id, problem] : unreadable_) {
        changes.problems.push_back(problem);
    }
    return changes;
}

}  // namespace munim
