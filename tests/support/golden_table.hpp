#pragma once

#include <cmath>
#include <cstddef>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace atria::test {

/// A small tab-separated table with a header, from tests/golden. Each is made by the R script of the same stem or the
/// one that its own comment names.
class GoldenTable {
public:
    explicit GoldenTable(const std::string& name) {
        std::string path(ATRIA_TEST_DATA "/");
        path += name;
        std::ifstream file(path);
        if (!file) { throw std::runtime_error("cannot open " + path); }
        std::string line;
        std::getline(file, line);
        const std::vector<std::string> header = fields(line);
        for (std::size_t i = 0; i < header.size(); ++i) { columns_[header[i]] = i; }
        while (std::getline(file, line)) {
            rows_.push_back(fields(line));
            if (rows_.back().size() != header.size()) { throw std::runtime_error("ragged line in " + path); }
        }
    }

    [[nodiscard]] std::size_t rows() const { return rows_.size(); }
    [[nodiscard]] const std::string& word(std::size_t row, const std::string& column) const {
        return rows_.at(row).at(columns_.at(column));
    }
    /// NaN for NA.
    [[nodiscard]] double number(std::size_t row, const std::string& column) const {
        const std::string& text = word(row, column);
        return text == "NA" ? std::numeric_limits<double>::quiet_NaN() : std::stod(text);
    }

private:
    static std::vector<std::string> fields(const std::string& line) {
        std::vector<std::string> answer;
        std::istringstream stream(line);
        for (std::string field; std::getline(stream, field, '\t');) { answer.push_back(field); }
        return answer;
    }

    std::map<std::string, std::size_t> columns_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace atria::test
