// router_fixture.hpp - everything behind the sandbox's socket, joined as the program joins it.
#ifndef TESTS_SANDBOX_ROUTER_FIXTURE_HPP
#define TESTS_SANDBOX_ROUTER_FIXTURE_HPP

#include <vector>

#include "irp_fixture.hpp"
#include "server/router.hpp"
#include "server/tls_material.hpp"

namespace irp_sandbox {

class RouterFixture : public IrpFixture {
protected:
    static Request get(const std::string& path, HeaderList headers = {}) {
        return {"test", "GET", path, std::move(headers), "", ""};
    }

    HeaderList session_headers() {
        HeaderList headers = client_headers();
        headers.emplace_back("user_name", sample_user);
        headers.emplace_back("AuthToken",
                             tokens.issue({sample_client, sample_gstin, sample_user}, false).token);
        return headers;
    }

    FaultQueue faults;
    std::chrono::seconds waited{0};
    TokenDesk ewb_tokens{clock, std::chrono::minutes{60}};
    Admission legacy_admission{"nic-1.03", accounts, tokens, budget, guard, counters};
    Admission ewb_admission{"ewb-1.03", accounts, ewb_tokens, budget, guard, counters};
    LegacyAuthService legacy_auth{key, accounts, legacy_admission, counters};
    InvoiceRegister invoices{clock};
    EwayBillRegister bills{clock};
    SigningPair signing = prepare_signing_pair(directory.path());
    InvoiceSigner signer{std::move(signing.pair.key), *signing.pair.certificate};
    InvoiceService invoice_service{accounts, gate, signer, invoices, bills, clock};
    EwbAuthService ewb_auth{key, accounts, ewb_admission, counters};
    EwbCallService ewb_calls{accounts, ewb_tokens, bills};
    Gateway gateway{accounts.first_client()};
    std::vector<OneTimeCode> sent_codes;
    PortalService portal{{accounts, tokens, ewb_tokens, guard, counters, clock},
                         [this](const OneTimeCode& code) { sent_codes.push_back(code); }};
    Router router{{auth, legacy_auth, calls, invoice_service, ewb_auth, ewb_calls, gateway, portal},
                  faults,
                  counters,
                  clock,
                  [this](std::chrono::seconds time) { waited += time; }};
};

}  // namespace irp_sandbox

#endif
