// main.cpp - irp-sandbox: starts the server, says that it is ready, and waits for a signal to stop.
#include <pthread.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "server/options.hpp"
#include "server/sandbox.hpp"

namespace {

constexpr int exit_failure = 1;
constexpr int exit_usage = 2;

// Blocked before any thread exists, so that all threads inherit it and only wait_for_stop() sees the signals.
sigset_t block_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

void wait_for_stop(const sigset_t& signals) {
    int signal_number = 0;
    sigwait(&signals, &signal_number);
}

int run(int argc, char** argv) {
    const auto arguments = std::span<const char* const>(argv, static_cast<std::size_t>(argc)).subspan(1);
    const auto options = irp_sandbox::parse_options(arguments);
    if (options.help) {
        std::cout << irp_sandbox::usage();
        return 0;
    }
    const sigset_t signals = block_stop_signals();
    // A client that goes away while we write is not a reason to die.
    std::signal(SIGPIPE, SIG_IGN);
    const irp_sandbox::Sandbox sandbox(options);
    std::cout << "irp-sandbox ready " << sandbox.base_url() << std::endl;
    wait_for_stop(signals);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const irp_sandbox::UsageError& problem) {
        std::cerr << "irp-sandbox: " << problem.what() << '\n';
        return exit_usage;
    } catch (const std::exception& problem) {
        std::cerr << "irp-sandbox: " << problem.what() << '\n';
        return exit_failure;
    }
}
