// registrar.hpp - registers, cancels and looks up invoices at the IRP, and writes into the book what became
// of them.
//
// What may have reached the IRP is never sent again blindly: that an invoice is sent is written down first,
// and one whose answer is not known, because it was lost or Munim ended meanwhile, is looked up by its
// document number before anything else.
#ifndef MUNIM_INVOICES_REGISTRAR_HPP
#define MUNIM_INVOICES_REGISTRAR_HPP

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "invoices/invoice_book.hpp"
#include "invoices/irp_desk.hpp"

namespace munim {

struct CancelOrder {
    std::string reason;  // 1 duplicate, 2 data entry mistake, 3 order cancelled, 4 other
    std::string remark;  // 1 to 100 characters
};

// Main thread.
class Registrar {
public:
    // What hindered it; nothing if the IRP gave its answer, whatever that is: the entry in the book has it.
    using Done = std::function<void(const std::optional<Error>&)>;

    Registrar(InvoiceBook& book, const IrpDesk& desk) : book_(book), desk_(desk) {}
    Registrar(const Registrar&) = delete;
    Registrar& operator=(const Registrar&) = delete;

    // `portal` as in IrpAddress; a document that was sent somewhere before is looked up there.
    void register_invoice(const std::string& id, const std::string& portal, Done done);
    void look_up(const std::string& id, const std::string& portal, Done done);
    // A bad order is answered at once, through `done`.
    void cancel(const std::string& id, const CancelOrder& order, Done done);

    // True while the invoice is worked on here.
    bool busy(const std::string& id) const { return busy_.find(id) != busy_.end(); }

private:
    friend class RegistrarJob;
    // Marks it as busy until the job ends; nullptr, and `done` is told, if it is busy already.
    std::shared_ptr<class RegistrarJob> begin(const std::string& id, const std::string& portal, Done done);

    InvoiceBook& book_;
    const IrpDesk& desk_;
    std::set<std::string> busy_;
    // Gone with this object: what a plugin still tells at its end is passed over.
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace munim

#endif  // MUNIM_INVOICES_REGISTRAR_HPP
