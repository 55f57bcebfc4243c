// lines.cpp - see lines.hpp.
#include "lines.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "credentials/gstin.hpp"

namespace tijori::bench {

void give_up(const std::string& why) {
    std::fprintf(stderr, "tijori_bench: %s\n", why.c_str());
    std::exit(EXIT_FAILURE);
}

double microseconds(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
}

double median(const std::function<void()>& work, int times) {
    std::vector<double> took;
    for (int i = 0; i < times; ++i) {
        took.push_back(microseconds(work));
    }
    std::nth_element(took.begin(), took.begin() + times / 2, took.end());
    return took[static_cast<std::size_t>(times / 2)];
}

void line(const std::string& name, double ours, double peer, double most, double at_most) {
    const double ratio = ours / peer;
    const bool met = ratio <= most && (at_most <= 0 || ours <= at_most);
    std::printf("%-66s %12.2f us %12.2f us %8.4f  goal <= %.2f", name.c_str(), ours, peer, ratio, most);
    if (at_most > 0) {
        std::printf(" and <= %.2f us", at_most);
    }
    std::printf("  %s\n", met ? "met" : "MISSED");
    std::fflush(stdout);
}

void line_against(const std::string& name, double ours, double goal, const char* unit) {
    std::printf("%-66s %12.2f %s  goal <= %.2f %s  %s\n", name.c_str(), ours, unit, goal, unit,
                ours <= goal ? "met" : "MISSED");
    std::fflush(stdout);
}

void no_peer(const std::string& name, double ours, const std::string& why) {
    std::printf("%-66s %12.2f us  no peer: %s\n", name.c_str(), ours, why.c_str());
    std::fflush(stdout);
}

Credential credential_of(int number) {
    Credential made;
    const std::string digits = std::to_string(10'000 + number % 10'000).substr(1);
    const int letters = number / 10'000;
    const std::string first = "29AAA" + std::string(1, static_cast<char>('A' + letters / 26 % 26)) +
                              std::string(1, static_cast<char>('A' + letters % 26)) + digits + "A1Z";
    made.key = {first + gstin_check_character(first).value_or('0'), "nic-1", "production"};
    made.user_name = "API_user_" + std::to_string(number);
    made.legal_name = "Sample Traders Private Limited";
    return made;
}

}  // namespace tijori::bench
