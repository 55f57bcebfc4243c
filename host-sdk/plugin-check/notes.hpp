// notes.hpp - what each thread of a check is doing, kept in memory that outlives its process, so that the
// report can say in which call it crashed or hung.
#ifndef ACCT_PLUGIN_CHECK_NOTES_HPP
#define ACCT_PLUGIN_CHECK_NOTES_HPP

#include <atomic>
#include <string>
#include <string_view>

namespace accounting::check {

// Lies in shared memory; a check writes, the parent reads when the check's process has ended or was ended.
struct Notes {
    static constexpr int threads = 32;
    static constexpr int levels = 6;
    static constexpr int length = 240;
    struct Thread {
        std::atomic<bool> taken;
        std::atomic<int> level;  // how many notes are open
        char text[levels][length];
    };
    Thread thread[threads];    // the first is the main thread
    std::atomic<int> crashed;  // 1 + index of the thread; 0: none; threads + 1: one that is not the host's
    std::atomic<bool> main_thread;  // the first thread's notes are in use

    // "settings-page.open(page_id NULL), called back from …"
    std::string of_thread(int index) const;
    // Where a crash was, or where the main thread is.
    std::string place() const;
};

// In the check's process: the notes to write to.
void use_notes(Notes* notes);
// Has crashes noted; the signal's default effect follows.
void note_crashes();

// Says what the calling thread is doing until it goes out of scope.
class Note {
public:
    explicit Note(std::string_view what) noexcept;
    Note(const Note&) = delete;
    Note& operator=(const Note&) = delete;
    ~Note();
};

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_NOTES_HPP
