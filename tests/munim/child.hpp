// child.hpp - runs the munim program as a child, with given standard input, and collects what it prints.
#ifndef TESTS_MUNIM_CHILD_HPP
#define TESTS_MUNIM_CHILD_HPP

#include <sys/types.h>

#include <string>
#include <vector>

struct ChildResult {
    int status = -1;  // exit status; 1000 + signal if one ended it
    std::string out;
    std::string err;
};

// Without a terminal, in a session of its own. `passphrase`, if not empty, can be read from descriptor 3.
ChildResult run_munim(const std::vector<std::string>& arguments, const std::string& input = {},
                      const std::string& passphrase = {});

// Starts it; its standard output is the read end `out`.
pid_t start_munim(const std::vector<std::string>& arguments, int& out);
int wait_for(pid_t child);

// How often the bytes occur in the child's writable memory.
int find_in_memory(pid_t child, const std::string& bytes);

// Turns words into what exec takes; valid as long as `words`.
std::vector<char*> exec_words(std::vector<std::string>& words);

#endif  // TESTS_MUNIM_CHILD_HPP
