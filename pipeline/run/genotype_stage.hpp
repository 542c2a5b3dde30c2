#pragma once

#include "io/shard/manifest.hpp"
#include "io/shard/variant_list.hpp"
#include "kernels/data/genotype_recoding.hpp"
#include "kernels/scan_kernel.hpp"
#include "pipeline/comm/communicator.hpp"
#include "pipeline/plan/work_plan.hpp"
#include "pipeline/run/genotype_request.hpp"
#include "pipeline/run/named_variants.hpp"
#include "pipeline/run/sexes.hpp"
#include "pipeline/run/study_records.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Why a variant has no row in the results; the first reason that applies.
enum class VariantFate : std::uint8_t {
    kept,
    outside_regions,
    not_extracted,
    excluded,
    part_of_x_not_known,
    no_cohort_left,  ///< the filters of single cohorts left none
    missing,
    maf,
    mac,
};
inline constexpr std::size_t variant_fates = 9;

/// What a rank has seen, for the sums over all.
struct StageCounts {
    std::array<std::uint64_t, variant_fates> variants{};
    std::array<RecodingCounts, 3> set_missing;       ///< on X (where men have one), Y, MT
    std::array<std::uint64_t, 3> single_variants{};  ///< variants there
    std::vector<std::uint64_t> below_mac;            ///< C: variants that --min-mac-cohort took from a cohort
    std::vector<std::uint64_t> below_hwe;            ///< C: variants that --min-hwe-p took from a cohort

    void add(const StageCounts& other);
};

/// The variants of a planned block that are wanted by name and place.
struct VariantChoice {
    std::vector<VariantFate> fates;  ///< M
    std::vector<XPart> parts_of_x;   ///< M on chromosome X, else empty
    Chromosome chromosome = 0;
    bool any = false;
};

/// What filters say of a block: which rows are not written, and which cohorts take no part in a variant.
struct FilteredBlock {
    std::vector<VariantFate> fates;                   ///< M
    std::vector<std::vector<std::uint8_t>> excluded;  ///< C × M; 1 = the cohort does not take part
};

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

    /// The main thread calls it.
    [[nodiscard]] VariantChoice choose(const PlannedBlock& block);

    /// Any thread. Recodes the block of each cohort; what is left out is absent from it afterwards.
    FilteredBlock apply(const VariantChoice& choice, std::span<GenotypeBlock> genotypes, StageCounts& counts) const;

    [[nodiscard]] StageCounts no_counts() const;

    /// Collective: sums over the ranks, into the log and as a part of the run record.
    [[nodiscard]] nlohmann::ordered_json report(const StageCounts& mine, const Communicator& communicator) const;

    /// "additive model; ..." for the results' metadata; empty when there is nothing to say.
    [[nodiscard]] std::string notes() const;

    /// People and files, for the run record.
    [[nodiscard]] const nlohmann::ordered_json& detail() const { return detail_; }

private:
    /// The people of one cohort at one kind of chromosome.
    struct Copies {
        ChromosomeCopies copies;
        std::uint32_t chosen = 0;  ///< chosen people with a copy
    };
    struct Cohort {
        std::string name;
        std::vector<std::uint8_t> chosen;
        std::vector<std::uint64_t> fields;
        std::uint32_t people = 0;  ///< chosen
        bool everybody = true;
        std::optional<Copies> x;
        std::optional<Copies> y;
        std::optional<Copies> mt;
    };
    /// Of the chosen people of one cohort.
    struct FilterCounts {
        double effect = 0;
        double alleles = 0;
        double called = 0;
        double with_copy = 0;
        std::uint64_t hom_other = 0;  ///< people with two copies
        std::uint64_t het = 0;
        std::uint64_t hom_effect = 0;
    };

    void choose_chromosomes(const io::Manifest& manifest);
    void find_sexes(const io::Manifest& manifest, const StudyRecords& records);
    [[nodiscard]] const Copies* copies_at(const Cohort& cohort, const VariantChoice& choice, std::size_t v) const;
    [[nodiscard]] FilterCounts count(const Cohort& cohort, const GenotypeView& variant, const Copies* copies) const;
    [[nodiscard]] bool filters() const;
    void name_unmet(const NamedVariants& names, const std::string& option, const Communicator& communicator,
                    nlohmann::ordered_json& detail) const;

    GenotypeRequest request_;
    std::filesystem::path variants_file_;
    std::string build_;
    std::vector<Chromosome> chromosomes_;  ///< planned
    std::vector<Cohort> cohorts_;
    std::optional<NamedVariants> extract_;
    std::optional<NamedVariants> exclude_;
    std::unique_ptr<io::VariantListReader> list_;
    nlohmann::ordered_json detail_;
};

/// Marks in the rows of a trait what was filtered.
void mark_filtered(const FilteredBlock& filtered, ScanRows& rows);

/// Rows of `variants` variants in `cohorts` cohorts, none of which is written.
[[nodiscard]] ScanRows filtered_rows(std::size_t variants, std::size_t cohorts);

}  // namespace atria::pipeline
