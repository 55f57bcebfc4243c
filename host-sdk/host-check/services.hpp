// services.hpp - calls every service of the host as a plugin would, and judges the answers.
#ifndef ACCT_HOST_CHECK_SERVICES_HPP
#define ACCT_HOST_CHECK_SERVICES_HPP

#include <string>

#include "acct/host.h"
#include "acct/settings_page.h"

namespace accounting::host_check {

class Services {
public:
    explicit Services(const acct_host* host) : host_(host) {}

    // The table of the host itself, and its answers to ids. [main-thread]
    void judge_table();
    // Storage, locale, log, notification. [main-thread]
    void judge_on_main_thread();
    // Companies; they are asked for when a page opens. [main-thread]
    void judge_entities();
    // Unlock secret, network, log: what a plugin asks for on its own threads.
    void judge_on_other_thread();
    // That nothing has been written to the tables since they were first seen.
    void judge_constancy();

    const acct_host_page* page() const noexcept { return page_; }
    const std::string& data_folder() const noexcept { return data_folder_; }

private:
    const acct_host* host_;
    const acct_host_page* page_ = nullptr;
    std::string data_folder_;
    std::string tables_;  // their bytes, as first seen

    template <typename Table>
    const Table* find(const char* id) const;
    std::string bytes_of_tables() const;
    void judge_unlock_secret();
    void judge_network();
};

}  // namespace accounting::host_check

#endif  // ACCT_HOST_CHECK_SERVICES_HPP
