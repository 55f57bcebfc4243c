// functions.hpp - every function of every extension, as a table: checks that hold for all of them go over it.
// A new function in the ABI costs a line in functions.cpp.
#ifndef ACCT_PLUGIN_CHECK_FUNCTIONS_HPP
#define ACCT_PLUGIN_CHECK_FUNCTIONS_HPP

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "live.hpp"

namespace accounting::check {

enum class Thread { main, any };

// What a function takes, besides the instance and the error.
enum class Takes {
    // numbers
    page,
    view,
    session,
    operation,
    observation,
    amount,
    // texts
    page_id,
    control_id,
    value,
    row_id,
    action_id,
    secret,
    file,
    name,
    list,
    // structs
    key,
    input,
    request,
    // functions and places
    receiver,
    completion,
    out,
};

// What a call is made with. Texts are in the order of the function's parameters. What is to be NULL is said
// by a flag: `call` has the receivers, completions and places.
struct Values {
    const acct_plugin* plugin = nullptr;
    std::uint64_t number = 0;
    std::array<acct_text, 3> text{};
    const acct_credential_key* key = nullptr;
    const acct_credential_input* input = nullptr;
    const acct_call_request* request = nullptr;
    bool with_receiver = true;
    bool with_completion = true;
    bool with_out = true;
    bool with_error = true;
    std::size_t error_size = sizeof(acct_error);
    std::function<void()> then;  // called inside the receiver or the completion
};

// What a function of the table is called with.
struct Passed {
    const Values& values;
    void* context;
    acct_operation_completion completion;
    void* out;
    acct_error* error;

    template <typename Out>
    Out* out_as() const noexcept {
        return static_cast<Out*>(out);
    }
};

struct Function {
    const char* name;  // "settings-page.open"
    Thread thread;
    std::vector<Takes> takes;
    bool (*exists)(const Tables& tables);
    acct_status (*call)(const Tables& tables, const Passed& passed);
    const char* opens = nullptr;  // what the number that it gives out names, if that is to be closed again

    bool has(Takes what) const;
    std::vector<Takes> texts() const;  // in order
    bool starts_operation() const { return has(Takes::completion); }
};

const std::vector<Function>& all_functions();

// Good arguments for every function, and the room behind them.
class Desk {
public:
    // Opens the first page and takes a view on loan, as far as the plugin has pages.
    explicit Desk(Live& live);

    // Arguments with which `function` would do what it is for.
    Values good(const Function& function);

    // What is open; 0 or NULL if the plugin has none.
    acct_page page = 0;
    const acct_page_view* view = nullptr;
    acct_session session = 0;
    acct_observation observation = 0;
    const std::string& first_page() const noexcept { return first_page_; }

private:
    Live& live_;
    std::string first_page_;
    std::uint64_t view_id_ = 0;  // of `view`, also when that is given back
    std::string control_;
    std::string secret_;
    std::string file_;
    acct_credential_key key_{};
    acct_credential_input input_{};
    acct_call_request request_{};
};

// What came of a call.
struct Answer {
    acct_status status = ACCT_OK;
    Started* started = nullptr;  // if the function starts operations
    std::uint64_t number = 0;    // what it gave out
};

// Makes a call, and judges what holds for all: no exception, the words of a failure, out-parameters that stay
// as they were when it fails, no receiver called then. `how` says what is special: "page_id NULL".
Answer call(Live& live, const Function& function, const Values& values, std::string_view how);

// Closes or gives back what a call gave out.
void undo(Live& live, const Function& function, const Answer& answer);

// "settings-page.open(page_id NULL)"
std::string call_name(const Function& function, std::string_view how);
std::string_view name_of(Takes what);

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_FUNCTIONS_HPP
