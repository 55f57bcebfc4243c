// main.cpp - runs the tests as the plugin runs: with guarded memory prepared.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/secret.hpp"

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (!tijori::prepare_secret_memory()) {
        return EXIT_FAILURE;
    }
    return RUN_ALL_TESTS();
}
