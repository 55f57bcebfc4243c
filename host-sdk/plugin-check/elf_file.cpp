// elf_file.cpp - see elf_file.hpp.
#include "elf_file.hpp"

#include <elf.h>
#include <link.h>

#include <cstring>

#include "files.hpp"

namespace accounting::check {
namespace {

constexpr unsigned char own_class = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;

// A struct at an offset in the file; false if it does not lie within.
template <typename Struct>
bool read_at(const std::string& bytes, std::uint64_t offset, Struct& to) {
    if (offset > bytes.size() || sizeof(to) > bytes.size() - offset) {
        return false;
    }
    std::memcpy(&to, bytes.data() + offset, sizeof(to));
    return true;
}

bool is_exported(const ElfW(Sym) & symbol) {
    const unsigned binding = symbol.st_info >> 4U;
    const unsigned visibility = symbol.st_other & 3U;
    return symbol.st_shndx != SHN_UNDEF && binding != STB_LOCAL && visibility != STV_HIDDEN &&
           visibility != STV_INTERNAL;
}

}  // namespace

ElfFile read_elf(const std::filesystem::path& file) {
    ElfFile elf;
    const std::string bytes = content_of(file);
    ElfW(Ehdr) head{};
    if (!read_at(bytes, 0, head) || std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0) {
        elf.problem = "it is no ELF file";
        return elf;
    }
    if (head.e_ident[EI_CLASS] != own_class || head.e_type != ET_DYN) {
        elf.problem = "it is no shared library for this computer";
        return elf;
    }
    bool has_table = false;
    for (unsigned i = 0; i < head.e_shnum; ++i) {
        ElfW(Shdr) section{};
        ElfW(Shdr) names{};
        if (!read_at(bytes, head.e_shoff + std::uint64_t{i} * head.e_shentsize, section) ||
            section.sh_type != SHT_DYNSYM ||
            !read_at(bytes, head.e_shoff + std::uint64_t{section.sh_link} * head.e_shentsize, names)) {
            continue;
        }
        has_table = true;
        for (std::uint64_t at = 0; at + sizeof(ElfW(Sym)) <= section.sh_size; at += sizeof(ElfW(Sym))) {
            ElfW(Sym) symbol{};
            if (!read_at(bytes, section.sh_offset + at, symbol) || !is_exported(symbol)) {
                continue;
            }
            const std::uint64_t name = names.sh_offset + symbol.st_name;
            elf.symbols.push_back({name < bytes.size() ? std::string(bytes.c_str() + name) : std::string(),
                                   (symbol.st_info & 15U) == STT_OBJECT, symbol.st_size});
        }
    }
    if (!has_table) {
        elf.problem = "it has no table of dynamic symbols in its sections";
    }
    return elf;
}

}  // namespace accounting::check
