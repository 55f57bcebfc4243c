// registrar_job.hpp - one piece of work on one invoice, step by step: each step ends by starting the next,
// and the last one tells whoever asked. Kept alive by the step that is under way.
#ifndef MUNIM_INVOICES_REGISTRAR_JOB_HPP
#define MUNIM_INVOICES_REGISTRAR_JOB_HPP

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "invoices/irp_answers.hpp"
#include "invoices/registrar.hpp"

namespace munim {

class RegistrarJob : public std::enable_shared_from_this<RegistrarJob> {
public:
    RegistrarJob(Registrar& registrar, std::weak_ptr<const bool> alive, std::string id, std::string portal,
                 Registrar::Done done)
        : registrar_(registrar),
          alive_(std::move(alive)),
          id_(std::move(id)),
          portal_(std::move(portal)),
          done_(std::move(done)) {}

    void run_register();
    void run_look_up();
    void run_cancel(const CancelOrder& order);

    void finish(const std::optional<Error>& trouble);

private:
    using Step = std::function<void()>;
    using Answer = accounting::Result<accounting::CallAnswer>;

    // Claims the invoice, then goes on.
    void claim(Step next);
    void save_and(Step next);
    void save_and_finish(const std::optional<Error>& trouble);
    // Where the invoice was sent, or is to be sent.
    Result<accounting::CredentialKey> address() const;
    void call(const std::string& method, const std::string& path, const std::string& json,
              const std::function<void(const Answer&)>& next);

    // ---- registering
    void send();
    void sent(const Answer& answer);
    void resolve_lost(const Error& lost);
    void resolve_duplicate(const Error& refusal);
    // ---- looking up
    std::string document_path() const;
    std::string irn_path(const std::string& irn) const;
    // Takes over what the IRP has, or says that it is another invoice's.
    void adopt(const IrpEntry& entry);
    void looked_up(const Answer& answer);
    // ---- cancelling
    void cancelled(const CancelOrder& order, const Answer& answer);
    void see_whether_cancelled(const CancelOrder& order, const Error& why);

    Registrar& registrar_;
    std::weak_ptr<const bool> alive_;  // of the registrar
    std::string id_;
    std::string portal_;
    Registrar::Done done_;
    std::shared_ptr<InvoiceFolder::Claim> claim_;
    Invoice invoice_;
    InvoiceState before_ = InvoiceState::open;  // what it goes back to if it was not sent after all
    int tries_ = 0;
};

}  // namespace munim

#endif  // MUNIM_INVOICES_REGISTRAR_JOB_HPP
