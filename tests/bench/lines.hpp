// lines.hpp - what the measurements share: medians, and one line for each goal: name, ours, peer, ratio,
// goal, verdict.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "credentials/credential.hpp"

namespace tijori::bench {

[[noreturn]] void give_up(const std::string& why);
template <typename Value>
Value must(Result<Value> result) {
    if (!result) {
        give_up(result.error().code + " " + result.error().message);
    }
    return std::move(*result);
}

double microseconds(const std::function<void()>& work);
double median(const std::function<void()>& work, int times);

// `most`: the goal for ours / peer; the verdict also needs ours <= `at_most` microseconds, if that is given.
void line(const std::string& name, double ours, double peer, double most, double at_most = 0);
// A goal that is a number and not a ratio.
void line_against(const std::string& name, double ours, double goal, const char* unit);
void no_peer(const std::string& name, double ours, const std::string& why);

// The n-th credential: a GSTIN with the right check character, made up.
Credential credential_of(int number);

}  // namespace tijori::bench
