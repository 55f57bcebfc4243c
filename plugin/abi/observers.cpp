// observers.cpp - see observers.hpp.
#include "observers.hpp"

#include <vector>

namespace tijori::abi {

acct_observation Observers::add(acct_credentials_observer observer, void* context) {
    observers_[++last_] = {observer, context};
    return last_;
}

void Observers::tell(std::uint64_t changes) {
    if (changes == told_) {
        return;
    }
    told_ = changes;
    std::vector<acct_observation> all;
    all.reserve(observers_.size());
    for (const auto& [observation, observer] : observers_) {
        all.push_back(observation);
    }
    for (const acct_observation observation : all) {
        // one that was called before may have ended this one
        if (const auto found = observers_.find(observation); found != observers_.end()) {
            const Observer observer = found->second;
            observer.call(observer.context);
        }
    }
}

}  // namespace tijori::abi
