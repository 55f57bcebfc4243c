// invoice_desk.hpp - what people do with invoices: one by one, or all that are open in a run that can be
// paused; and what hindered each of them last.
#ifndef MUNIM_INVOICES_INVOICE_DESK_HPP
#define MUNIM_INVOICES_INVOICE_DESK_HPP

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "invoices/registrar.hpp"

namespace munim {

// Main thread.
class InvoiceDesk {
public:
    enum class Phase { idle, running, paused, ended };
    struct Run {
        Phase phase = Phase::idle;
        std::size_t total = 0;
        std::size_t registered = 0;
        std::size_t rejected = 0;
        std::size_t failed = 0;
        std::size_t under_way = 0;
        std::optional<Error> paused_by;  // why it paused by itself
        std::size_t done() const noexcept { return registered + rejected + failed; }
    };

    // At most this many calls at once.
    static constexpr std::size_t most_at_once = 3;

    InvoiceDesk(InvoiceBook& book, const IrpDesk& irp) : book_(book), registrar_(book, irp) {}
    InvoiceDesk(const InvoiceDesk&) = delete;
    InvoiceDesk& operator=(const InvoiceDesk&) = delete;

    // ---- one invoice: starts at once; what hinders it shows in trouble().
    void register_one(const std::string& id, const std::string& portal);
    void look_up(const std::string& id, const std::string& portal);
    // A bad order is the answer.
    Status cancel(const std::string& id, const CancelOrder& order);

    bool busy(const std::string& id) const { return registrar_.busy(id); }
    bool waits_in_run(const std::string& id) const;
    const Error* trouble(const std::string& id) const;

    // ---- many
    // Those that the IRP has not got, as far as is known; rejected ones have to be corrected first.
    std::vector<std::string> open_ids() const;
    // Begins a run; ACCT_ERROR_WRONG_STATE if one is going on, or there is nothing to do.
    Status start(const std::vector<std::string>& ids, const std::string& portal);
    // Calls under way come to their end.
    Status pause();
    Status resume();
    // Nothing more is started.
    Status stop();
    const Run& run() const noexcept { return run_; }
    // Told about each line of a run that has ended.
    void on_line(std::function<void(const std::string& id)> listener) { on_line_ = std::move(listener); }

private:
    void note(const std::string& id, const std::optional<Error>& trouble);
    void go_on();
    void line_ended(const std::string& id, const std::optional<Error>& trouble);
    void count(const std::string& id, const std::optional<Error>& trouble);
    void changed() { book_.news().ring(); }

    InvoiceBook& book_;
    std::map<std::string, Error> troubles_;
    Run run_;
    std::string portal_;
    std::deque<std::string> queue_;
    std::map<std::string, Error> closed_;  // GSTINs whose credentials do not work, in this run
    std::function<void(const std::string&)> on_line_;
    Registrar registrar_;  // last: its jobs tell the above
};

std::string_view id_of(InvoiceDesk::Phase phase) noexcept;

}  // namespace munim

#endif  // MUNIM_INVOICES_INVOICE_DESK_HPP
