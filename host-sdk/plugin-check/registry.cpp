// registry.cpp - all checks, in the order in which they run.
#include "checks.hpp"

namespace accounting::check {

const std::vector<Check>& all_checks() {
    static const Checks checks = [] {
        Checks all;
        for (auto* add : {&add_library_checks, &add_order_checks, &add_argument_checks, &add_thread_checks,
                          &add_operation_checks, &add_page_checks, &add_secret_checks, &add_reentrance_checks,
                          &add_host_checks, &add_life_checks, &add_neighbour_checks}) {
            add(all);
        }
        return all;
    }();
    return checks;
}

}  // namespace accounting::check
