#pragma once

#include "io/summary/summary_format.hpp"
#include "io/tables/text_lines.hpp"
#include "kernels/data/variant.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atria::io {

/// The result of one variant in one study. NaN = not available.
struct SummaryRow {
    Variant variant;            ///< alleles in upper case; the id may be empty
    double beta = 0;            ///< finite; of a ratio the logarithm
    double standard_error = 0;  ///< above 0, finite
    double frequency = 0;       ///< of the effect allele, in [0, 1]
    double n = 0;
    double neg_log10_p = 0;
    bool derived_error = false;  ///< the standard error follows from beta and p
    std::uint64_t line = 0;
};

/// A row that cannot be used, with its cells as they stand.
struct UnusableRow {
    std::uint64_t line = 0;
    std::string_view chromosome, position, effect_allele, other_allele, id;
    std::string_view reason;
    bool by_name = true;  ///< false: rows of other tests, which only count
};

/// Reads a table of results, made elsewhere or by Atria, row by row: plain or gzipped; columns separated by tabs, by
/// blanks where the header has no tab, or by commas where it has neither. Lines in front of the header that begin with
/// `##` are passed over.
///
/// A table is read for one effect (tested_effect.hpp): the additive one where it has such rows, and where no column
/// names any; otherwise the one that it has. Rows of other tests are passed over and counted.
class SummaryReader {
public:
    /// Throws Error(input_missing, bad_data); bad_data, too, for a table of several effects but the additive one.
    SummaryReader(const std::filesystem::path& file, std::optional<SummaryFormat> format,
                  std::function<void(const UnusableRow&)> unusable);

    [[nodiscard]] SummaryFormat format() const { return columns_.format; }
    [[nodiscard]] const SummaryColumns& columns() const { return columns_; }
    [[nodiscard]] const std::string& effect() const { return effect_; }  ///< "ADD", "DOM", "REC", ...
    [[nodiscard]] std::uint64_t rows() const { return rows_; }           ///< so far, the unusable ones included

    /// A warning about the row read last: see TextLines.
    [[nodiscard]] std::string open_end() const { return lines_.open_end(); }

    /// The next usable row; the others are told on the way. Throws Error(bad_data) that names file, line and column for
    /// a word among the numbers and for a number that its column cannot hold.
    bool next(SummaryRow& row);

private:
    [[nodiscard]] std::string place(std::size_t column) const;
    void split(std::string_view line);
    void find_effect();
    [[nodiscard]] std::string effect_of_row() const;
    [[nodiscard]] std::string_view cell(SummaryColumns::Column column) const;
    [[nodiscard]] std::string_view other_allele() const;
    [[nodiscard]] double number(SummaryColumns::Column column) const;
    [[nodiscard]] double neg_log10_p() const;
    [[nodiscard]] std::string_view take(SummaryRow& row) const;
    [[nodiscard]] std::string_view take_variant(SummaryRow& row) const;
    [[nodiscard]] std::string_view take_estimate(SummaryRow& row) const;

    TextLines lines_;
    std::function<void(const UnusableRow&)> unusable_;
    char delimiter_ = '\t';
    std::vector<std::string> header_;
    SummaryColumns columns_;
    std::string effect_;
    std::string other_effect_;  ///< why a row of another one is passed over
    std::vector<std::string_view> cells_;
    std::uint64_t rows_ = 0;
};

}  // namespace atria::io
