#include "jobs/pooling_options.hpp"

namespace atria::jobs {

void add_pooling_options(OptionTable& table, const std::string& part, const std::string& estimate) {
    const std::string parts = part == "study" ? "studies" : part + "s";
    table
        .choice("random-effects",
                "variance between " + parts + ": dl (DerSimonian-Laird) or reml (restricted maximum likelihood)",
                {"dl", "reml"}, "dl")
        .choice("genomic-control",
                "whose standard errors are multiplied by sqrt(lambda) where lambda > 1: none (lambda is told in any "
                "case), input (those of the " +
                    parts + " before they are put together), both (those and the results')",
                {"none", "input", "both"}, "none")
        .flag("leave-one-out", "add loo_max_change, the largest change of " + estimate + " when one " + part +
                                   " is left out [standard errors of " + estimate + "], and loo_cohort, which one");
}

math::GenomicControl genomic_control(const Options& options) {
    const std::string& word = options.text("genomic-control");
    return word == "input"  ? math::GenomicControl::input
           : word == "both" ? math::GenomicControl::both
                            : math::GenomicControl::none;
}

math::BetweenCohorts between_cohorts(const Options& options) {
    return options.text("random-effects") == "reml" ? math::BetweenCohorts::restricted_likelihood
                                                    : math::BetweenCohorts::dersimonian_laird;
}

}  // namespace atria::jobs
