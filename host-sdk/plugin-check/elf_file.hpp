// elf_file.hpp - the dynamic symbols that a shared library defines, read from the file.
#ifndef ACCT_PLUGIN_CHECK_ELF_FILE_HPP
#define ACCT_PLUGIN_CHECK_ELF_FILE_HPP

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace accounting::check {

struct DefinedSymbol {
    std::string name;
    bool is_data = false;
    std::uint64_t size = 0;
};

struct ElfFile {
    std::string problem;  // why it could not be read; otherwise empty
    std::vector<DefinedSymbol> symbols;
};

// Of this computer's word size and byte order.
ElfFile read_elf(const std::filesystem::path& file);

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_ELF_FILE_HPP
