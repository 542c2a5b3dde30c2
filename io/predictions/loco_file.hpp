#pragma once

#include "io/tables/text_lines.hpp"
#include "kernels/data/variant.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace atria::io {

/// A line of a prediction list: TRAIT PATH.
struct PredictionEntry {
    std::string trait;
    std::filesystem::path file;  ///< relative paths are taken from the list's folder
    std::uint64_t line = 0;
};

/// Reads a list of prediction files as REGENIE's step 1 writes it (`_pred.list`). Throws Error(bad_data) naming file
/// and line for a line without a path and for a trait that is listed twice; Error(input_missing) when there is no such
/// file.
[[nodiscard]] std::vector<PredictionEntry> read_prediction_list(const std::filesystem::path& file);

/// The predictions of one trait that leave one chromosome out, as REGENIE writes them (`.loco`, plain or gzipped): a
/// first line FID_IID and N ids, then a line a chromosome with its code and N numbers; NA = missing. One chromosome is
/// held at a time.
class LocoFile {
public:
    /// Reads the file once and checks all of it. Throws Error(bad_data) naming file and line for a first line that is
    /// none, an id or a chromosome that occurs twice, a wrong number of columns, and a word among the numbers.
    explicit LocoFile(const std::filesystem::path& file);

    [[nodiscard]] const std::filesystem::path& file() const { return lines_.file(); }
    [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }  ///< N, as written
    /// N: 1 = missing on some chromosome.
    [[nodiscard]] const std::vector<std::uint8_t>& incomplete() const { return incomplete_; }
    [[nodiscard]] bool has(Chromosome chromosome) const { return places_.contains(chromosome); }

    /// N predictions; NaN = missing. The chromosome must be there.
    [[nodiscard]] std::vector<double> read(Chromosome chromosome);

private:
    struct Place {
        std::uint64_t offset = 0;
        std::uint64_t line = 0;
    };
    [[nodiscard]] std::vector<double> numbers(std::string_view line) const;

    TextLines lines_;
    std::vector<std::string> ids_;
    std::vector<std::uint8_t> incomplete_;
    std::map<Chromosome, Place> places_;
};

}  // namespace atria::io
