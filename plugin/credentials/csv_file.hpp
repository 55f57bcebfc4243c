// csv_file.hpp - a new CSV file for a spreadsheet (RFC 4180), for its owner alone.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tijori {

// Taken away again unless it was kept. Never in place of a file that is there.
class CsvFile {
public:
    // The first line names the columns.
    CsvFile(std::filesystem::path file, std::initializer_list<std::string_view> columns);
    CsvFile(const CsvFile&) = delete;
    CsvFile& operator=(const CsvFile&) = delete;
    ~CsvFile();

    void add(std::initializer_list<std::string_view> cells);
    // Says whether all of it is on the disk.
    Status keep();

private:
    void flush();

    const std::filesystem::path file_;
    int descriptor_ = -1;
    bool failed_ = false;
    bool kept_ = false;
    std::string lines_;
};

}  // namespace tijori
