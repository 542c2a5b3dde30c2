#pragma once

#include "io/shard/manifest.hpp"
#include "io/tables/predictor_table.hpp"
#include "pipeline/comm/communicator.hpp"
#include "pipeline/reduce/written_files.hpp"
#include "pipeline/sharding/cohort_inputs.hpp"
#include "pipeline/sharding/exclusions.hpp"
#include "pipeline/sharding/predictor_matrix.hpp"

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace atria::pipeline {

struct ShardingRequest;

/// The sets of predictors of a study: feature matrices of its cohorts, each read by one rank, harmonised by the
/// features' names, and written feature by feature. Sets stand by name; the features of a set in the order in which the
/// cohorts, in the study's order, first have them.
class StudyPredictors {
public:
    /// Reads the table of matrices; nothing happens where the request names none. Throws Error(bad_data) for a cohort
    /// that the study does not have, and what the reader throws.
    StudyPredictors(const ShardingRequest& request, const StudyInput& study);

    /// Collective: reads all matrices. `scratch`: a folder for the numbers; empty: they are only looked at. Throws
    /// Error(bad_data) also when a column is numbers in one cohort and words in another, and for a set without
    /// features.
    void read(const StudyInput& study, const std::filesystem::path& scratch, const Communicator& communicator);

    /// Writes this rank's matrices below `folder`, and the root the lists of the sets.
    void write(const StudyInput& study, const std::filesystem::path& folder, const Communicator& communicator,
               WrittenFiles& written);

    /// The root's: columns and people left out, and people without a row.
    void name_exclusions(Exclusions& exclusions) const;
    /// The lists that the root wrote.
    [[nodiscard]] const std::vector<io::PredictorEntry>& sets() const { return entries_; }
    /// What came in, of one cohort, for shard.json; null: no predictors.
    [[nodiscard]] nlohmann::ordered_json report(const std::string& cohort) const;

private:
    struct Matrix {
        io::PredictorSource source;
        std::size_t cohort = 0;  ///< place in the study
        std::string name;        ///< of the file, relative to the table of matrices
        std::uint64_t bytes = 0;
        int rank = 0;                         ///< who reads it
        MatrixSummary summary;                ///< on all ranks, once read
        std::optional<PredictorMatrix> rows;  ///< on that rank
    };
    struct Set {
        std::string name;
        std::vector<std::size_t> matrices;  ///< in the order of the study's cohorts
        std::vector<std::string> features;
    };

    void deal_out(int ranks);
    void share_summaries(const Communicator& communicator);
    void harmonise(Set& set, const StudyInput& study) const;

    bool stub_ = false;
    std::vector<Matrix> matrices_;
    std::vector<Set> sets_;
    std::vector<io::PredictorEntry> entries_;
};

}  // namespace atria::pipeline
