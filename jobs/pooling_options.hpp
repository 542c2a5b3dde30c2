#pragma once

#include "jobs/options/option_table.hpp"
#include "kernels/math/genomic_control.hpp"
#include "kernels/math/random_effects.hpp"

#include <string>

namespace atria::jobs {

/// --random-effects, --genomic-control, --leave-one-out: how results of `part` (cohort, study) are put together;
/// `estimate` is the column that --leave-one-out watches.
void add_pooling_options(OptionTable& table, const std::string& part, const std::string& estimate);

[[nodiscard]] math::GenomicControl genomic_control(const Options& options);
[[nodiscard]] math::BetweenCohorts between_cohorts(const Options& options);

}  // namespace atria::jobs
