#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atria::io {

/// What several rows of one person become, feature by feature.
enum class CombineRows : std::uint8_t {
    refuse,  ///< no rule is stated: a second row is an error
    mean,    ///< of the numbers that there are
    first,   ///< the first row as it is, also where it lacks a number
    max,     ///< of the numbers that there are
};

/// The word of a rule; empty for `refuse`.
[[nodiscard]] std::string combine_word(CombineRows rule);

/// One feature matrix: a set of predictors in one cohort.
struct PredictorSource {
    std::string set;
    std::string cohort;
    std::filesystem::path table;
    std::string id_column;  ///< empty: the first of id, IID, participant_id, #IID that the table has
    CombineRows combine = CombineRows::refuse;
    std::uint64_t line = 0;
};

struct PredictorTable {
    std::filesystem::path file;
    std::vector<PredictorSource> sources;  ///< in the order of their lines
};

/// Reads the table of feature matrices: tab-separated, columns `name`, `cohort`, `table` and, if need be, `id` and
/// `combine`; paths are relative to its folder. Throws Error(bad_data) naming file, line and column for a line that is
/// not understood or names a set and cohort again, Error(input_missing) for a file that is not there.
[[nodiscard]] PredictorTable read_predictor_table(const std::filesystem::path& file);

}  // namespace atria::io
