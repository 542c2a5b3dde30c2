#pragma once

#include "io/shard/records_writer.hpp"
#include "pipeline/simulation/simulated_study.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace atria::pipeline {

/// The people of one simulated cohort with all their columns, and the truth that only the cohort knows.
struct SimulatedRecords {
    /// id; age, sex, PC1 ...; q1 ..., b1 ..., t1_entry, t1_exit, t1_event ...
    io::RecordTable table;
    /// T; the cohort's own level of each trait (see simulation::TraitDraws::level).
    std::vector<double> levels;
};

/// Draws the records, a trait per task on `threads` threads.
[[nodiscard]] SimulatedRecords draw_records(const SimulatedStudy& study, std::uint32_t cohort, int threads);

/// Writes the table as tab-separated text that `atria shard` reads; missing cells are NA.
void write_records_table(const std::filesystem::path& file, const io::RecordTable& table);

}  // namespace atria::pipeline
