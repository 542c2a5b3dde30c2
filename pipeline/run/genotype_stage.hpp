#pragma once

#include "io/shard/manifest.hpp"
#include "kernels/data/genotype_block.hpp"
#include "pipeline/comm/communicator.hpp"
#include "pipeline/plan/work_plan.hpp"
#include "pipeline/run/chosen_people.hpp"
#include "pipeline/run/genotype_request.hpp"
#include "pipeline/run/stage_counts.hpp"
#include "pipeline/run/study_records.hpp"
#include "pipeline/run/variant_choice.hpp"
#include "pipeline/run/variant_filters.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// What lies between the stored calls and the kernel, the same for every model: which variants are wanted, how many
/// copies of a chromosome people have, the filters, and the genetic model. Filters look at everybody whom --keep and
/// --remove leave, whatever their traits.
class GenotypeStage {
public:
    /// Chooses the people of `records` and finds out their sex when chromosomes X or Y are scanned. Throws
    /// Error(bad_config) for chromosomes that the study does not have, and what the readers of the files throw.
    GenotypeStage(const GenotypeRequest& request, const std::filesystem::path& study, const io::Manifest& manifest,
                  StudyRecords& records);

    /// The manifest with the wanted chromosomes only: what is planned.
    [[nodiscard]] io::Manifest planned(const io::Manifest& manifest) const;

    /// Are codes other than the stored calls handed to kernels?
    [[nodiscard]] bool recodes() const;

    /// One thread at a time.
    [[nodiscard]] VariantChoice choose(const PlannedBlock& block) { return variants_.choose(block); }

    /// Any thread. Recodes the block of each cohort; what is left out is absent from it afterwards.
    FilteredBlock apply(const VariantChoice& choice, std::span<GenotypeBlock> genotypes, StageCounts& counts) const;

    /// The rows of features as the request wants them.
    void restore_units(const PredictorUnits& units, ScanRows& rows) const {
        pipeline::restore_units(request_.scaling, units, rows);
    }

    [[nodiscard]] StageCounts no_counts() const;

    /// Collective: sums over the ranks, into the log and as a part of the run record.
    [[nodiscard]] nlohmann::ordered_json report(const StageCounts& mine, const Communicator& communicator) const;

    /// Sentences on what a call counts, and others, for the results' metadata; empty when there is nothing to say.
    [[nodiscard]] std::string notes() const;

    /// People and files, for the run record.
    [[nodiscard]] const nlohmann::ordered_json& detail() const { return detail_; }

private:
    GenotypeRequest request_;
    nlohmann::ordered_json detail_ = nlohmann::ordered_json::object();
    std::vector<Chromosome> chromosomes_;  ///< planned
    std::vector<ChosenPeople> cohorts_;
    VariantChooser variants_;
};

}  // namespace atria::pipeline
