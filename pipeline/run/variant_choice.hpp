#pragma once

#include "io/shard/scanned_list.hpp"
#include "kernels/data/variant.hpp"
#include "pipeline/comm/communicator.hpp"
#include "pipeline/plan/work_plan.hpp"
#include "pipeline/run/genotype_request.hpp"
#include "pipeline/run/named_variants.hpp"
#include "pipeline/run/sexes.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
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
    info,
};
inline constexpr std::size_t variant_fates = 10;

/// The variants of a planned block that are wanted by name and place.
struct VariantChoice {
    std::vector<VariantFate> fates;  ///< M
    std::vector<XPart> parts_of_x;   ///< M on chromosome X, else empty
    Chromosome chromosome = 0;
    bool any = false;
};

/// Chooses variants by --region, --extract and --exclude, and remembers which names were met.
class VariantChooser {
public:
    /// `variants`: the study's list, or that of a set of predictors; `build`: of the genome, empty when it is not
    /// stated. Throws what the readers of the files of names throw.
    VariantChooser(const GenotypeRequest& request, std::filesystem::path variants, std::string build);

    /// One thread at a time.
    [[nodiscard]] VariantChoice choose(const PlannedBlock& block);

    /// Collective: names that no rank has met, into the log and `detail`.
    void name_unmet(const Communicator& communicator, nlohmann::ordered_json& detail) const;

private:
    std::vector<Region> regions_;
    std::filesystem::path variants_file_;
    std::string build_;
    std::optional<NamedVariants> extract_;
    std::optional<NamedVariants> exclude_;
    std::unique_ptr<io::ScannedList> list_;
};

}  // namespace atria::pipeline
