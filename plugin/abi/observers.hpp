// observers.hpp - who wants to be told that something about the credentials has changed. [main-thread]
#pragma once

#include <cstdint>
#include <map>

#include "acct/credentials.h"

namespace tijori::abi {

class Observers {
public:
    acct_observation add(acct_credentials_observer observer, void* context);
    bool remove(acct_observation observation) { return observers_.erase(observation) == 1; }
    // Calls everybody if `changes` has moved since the last time. Observers may add and remove observers.
    void tell(std::uint64_t changes);

private:
    struct Observer {
        acct_credentials_observer call = nullptr;
        void* context = nullptr;
    };
    std::map<acct_observation, Observer> observers_;
    acct_observation last_ = 0;
    std::uint64_t told_ = 0;
};

}  // namespace tijori::abi
