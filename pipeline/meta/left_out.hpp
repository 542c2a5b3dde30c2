#pragma once

#include "io/tables/delimited_writer.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace atria::pipeline {

/// A row of a study that takes no part in the meta-analysis.
struct LeftOut {
    std::uint64_t line = 0;
    std::string_view chromosome, position, effect_allele, other_allele, id;
    std::string_view reason;
};

/// Every row that is left out: by name in excluded.tsv.gz, counted by study and reason.
class LeftOutRows {
public:
    /// Without a file, rows are only counted.
    explicit LeftOutRows(std::size_t studies) : counts_(studies) {}

    /// Begins the file (columns study, line, chromosome, base_pair_location, effect_allele, other_allele, id, reason).
    void open(const std::filesystem::path& file);

    void add(std::size_t study, const std::string& name, const LeftOut& row);
    void count(std::size_t study, const LeftOut& row);  ///< without its name

    void close();

    struct Count {
        std::uint64_t rows = 0;
        std::uint64_t first_line = 0;
    };
    [[nodiscard]] const std::map<std::string, Count, std::less<>>& of(std::size_t study) const {
        return counts_[study];
    }

    /// "12 standard error not above 0 (first on line 7), 3 ..."; empty when nothing is left out.
    [[nodiscard]] std::string words(std::size_t study) const;

private:
    std::vector<std::map<std::string, Count, std::less<>>> counts_;
    std::unique_ptr<io::DelimitedWriter> table_;
};

}  // namespace atria::pipeline
