// main.cpp - Munim, the sample accounting host.
#include <sodium.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "cli/program.hpp"

int main(int count, char** words) {
    if (sodium_init() < 0) {
        std::fputs("munim: The random generator does not work on this machine.\n", stderr);
        return 1;
    }
    try {
        return munim::run_program(std::vector<std::string>(words + (count > 0 ? 1 : 0), words + count));
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "munim: Something unexpected went wrong: %s\n", failure.what());
        return 1;
    }
}
