#pragma once

#include "io/shard/manifest.hpp"
#include "kernels/data/genotype_recoding.hpp"
#include "kernels/data/variant.hpp"
#include "pipeline/run/genotype_request.hpp"
#include "pipeline/run/study_records.hpp"
#include "pipeline/run/variant_choice.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace atria::pipeline {

/// The people of one cohort at one kind of chromosome.
struct PeopleCopies {
    ChromosomeCopies copies;
    std::uint32_t chosen = 0;  ///< chosen people with a copy
    std::uint32_t single = 0;  ///< people with one copy
};

/// The people of one cohort whom --keep and --remove leave, and how many copies of a chromosome everybody has.
struct ChosenPeople {
    std::string name;  ///< of the cohort
    std::vector<std::uint8_t> chosen;
    std::vector<std::uint64_t> fields;
    std::uint32_t people = 0;  ///< chosen
    bool everybody = true;
    std::optional<PeopleCopies> x;
    std::optional<PeopleCopies> y;
    std::optional<PeopleCopies> mt;

    /// At variant v of a block; null: two in everybody.
    [[nodiscard]] const PeopleCopies* copies_at(const VariantChoice& choice, std::size_t v) const;
};

/// One a cohort of `records`, of which the others are left out from now on. Who was named goes into `detail`.
[[nodiscard]] std::vector<ChosenPeople> chosen_people(const GenotypeRequest& request, const io::Manifest& manifest,
                                                      StudyRecords& records, nlohmann::ordered_json& detail);

/// Sets the copies of the chromosomes scanned; for X and Y it finds out who is a man, into the log and `detail`. Throws
/// Error(bad_data) when a cohort does not say, Error(bad_config) when people would get a chromosome that they do not
/// have.
void find_copies(const GenotypeRequest& request, const std::vector<Chromosome>& chromosomes,
                 const io::Manifest& manifest, const StudyRecords& records, std::vector<ChosenPeople>& cohorts,
                 nlohmann::ordered_json& detail);

/// Into the log, where X is scanned without sex among the covariates.
void warn_without_sex(const GenotypeRequest& request, const std::vector<Chromosome>& chromosomes,
                      const StudyRecords& records);

}  // namespace atria::pipeline
