#pragma once

#include "io/results/trait_result.hpp"
#include "jobs/options/option_table.hpp"
#include "kernels/association/variant_terms.hpp"
#include "pipeline/run/study_records.hpp"

#include <optional>
#include <string>

namespace atria::jobs {

void add_joint_options(OptionTable& table);

/// What --genetic-model genotypic and --interaction ask for; nothing when neither is there. Throws Error(bad_config)
/// for an interaction with what is no covariate.
[[nodiscard]] std::optional<association::VariantTerms> joint_terms(const pipeline::StudyRecords& records,
                                                                   const Options& options);

/// Is the variant's one effect scanned beside the joint tests?
[[nodiscard]] bool with_single_effect(const Options& options);

/// A result as `whole` describes the trait's own, of one joint test: TRAIT.TEST. `law`: "-T", "-F-HC3", "-WALD".
[[nodiscard]] io::TraitResult describe_test(io::TraitResult whole, const association::TermTest& test,
                                            const std::string& law);

}  // namespace atria::jobs
