// error_catalogue.hpp - what the IRP's error codes mean, in plain words, with the next step and the field
// concerned. Source of codes and messages: the portals' published lists; the words for people are ours.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "irp/dialect.hpp"

namespace tijori::irp {

// What to do about an error.
enum class Action {
    authenticate_again,  // the token is no longer good
    ask_password,
    ask_user_name,
    blocked,        // the account or the GSTIN is not usable
    configuration,  // client id, public key, registration of the integrator
    later,          // the IRP has trouble
    our_fault,      // the request was malformed
    document,       // about the content of a call: passed through to the caller
};

struct ErrorMeaning {
    Action action = Action::document;
    Error error;
};

// The meaning of an IRP's answer. `message` is the IRP's own text, used where the code is not known.
// `provider` names the provider for the words.
ErrorMeaning meaning_of(std::string_view code, std::string_view message, std::string_view provider,
                        Dialect dialect = Dialect::nic_104);

}  // namespace tijori::irp
