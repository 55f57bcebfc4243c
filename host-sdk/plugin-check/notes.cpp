// notes.cpp - see notes.hpp.
#include "notes.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <memory>

namespace accounting::check {
namespace {

Notes* shared = nullptr;

// The calling thread's place in the notes; given back when it ends.
class Place {
public:
    Place() noexcept {
        if (shared == nullptr) {
            return;
        }
        const bool main_thread = !shared->main_thread.exchange(true);
        for (int i = main_thread ? 0 : 1; i < Notes::threads && index_ < 0; ++i) {
            if (!shared->thread[i].taken.exchange(true)) {
                index_ = i;
            }
        }
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
        if (index_ >= 0) {
            shared->thread[index_].level = 0;
            shared->thread[index_].taken = false;
        }
    }
    int index() const noexcept { return index_; }
    Notes::Thread* notes() const noexcept { return index_ >= 0 ? &shared->thread[index_] : nullptr; }

private:
    int index_ = -1;
};

// Of a thread that never wrote a note (it is the plugin's) nothing is made in the signal handler.
thread_local int known_place = -1;

Place& place_of_this_thread() noexcept {
    thread_local Place place;
    known_place = place.index();
    return place;
}

extern "C" void on_crash(int signal) {
    if (shared != nullptr) {
        shared->crashed = known_place >= 0 ? known_place + 1 : Notes::threads + 1;
    }
    (void)std::signal(signal, SIG_DFL);
    (void)std::raise(signal);
}

}  // namespace

std::string Notes::of_thread(int index) const {
    const Thread& of = thread[index];
    std::string text;
    for (int i = std::min(of.level.load(), levels) - 1; i >= 0; --i) {
        text += (text.empty() ? "" : ", called back from ") + std::string(of.text[i]);
    }
    return text;
}

std::string Notes::place() const {
    const std::string host = of_thread(0);
    if (crashed > threads) {
        return "a thread of the plugin's own" +
               (host.empty() ? "" : " (the main thread was in " + host + ")");
    }
    if (crashed > 1) {
        return of_thread(crashed - 1);
    }
    return host.empty() ? "no call" : host;
}

void use_notes(Notes* notes) {
    shared = notes;
    (void)place_of_this_thread();
}

void note_crashes() {
    // Room of its own for the handler: the stack may be what ran out.
    static std::unique_ptr<char[]> stack;
    constexpr std::size_t size = 64UL * 1024;
    stack = std::make_unique<char[]>(size);
    stack_t alternative{};
    alternative.ss_sp = stack.get();
    alternative.ss_size = size;
    (void)::sigaltstack(&alternative, nullptr);
    struct sigaction action {};
    action.sa_handler = &on_crash;
    action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) {
        (void)::sigaction(signal, &action, nullptr);
    }
}

Note::Note(std::string_view what) noexcept {
    if (Notes::Thread* to = place_of_this_thread().notes()) {
        const int level = to->level;
        if (level < Notes::levels) {
            const std::size_t size = std::min<std::size_t>(what.size(), Notes::length - 1);
            std::memcpy(to->text[level], what.data(), size);
            to->text[level][size] = '\0';
        }
        to->level = level + 1;
    }
}

Note::~Note() {
    if (Notes::Thread* to = place_of_this_thread().notes()) {
        to->level = to->level - 1;
    }
}

}  // namespace accounting::check
