#pragma once

#include <cstdint>
#include <limits>

namespace atria {

inline constexpr double not_available = std::numeric_limits<double>::quiet_NaN();

/// Why a row has no estimate. Stored as a number in results.h5 and as a word in the text tables.
enum class RowStatus : std::uint8_t {
    ok = 0,
    no_people = 1,          ///< nobody with a trait and a call
    monomorphic = 2,        ///< the analysed people all carry the same call
    collinear = 3,          ///< the variant is a combination of covariates
    too_few_people = 4,     ///< no residual degree of freedom
    no_events = 5,          ///< nobody has an event (Cox)
    not_converged = 6,      ///< the maximum of the likelihood was not reached
    infinite_estimate = 7,  ///< the likelihood has no finite maximum (separation)
    expansion = 8,          ///< estimated by an expansion about the null, because only smaller p are refined
    no_trait_variance = 9,  ///< the trait does not vary beyond what cohorts and covariates explain
    one_class = 10,         ///< only cases or only controls
    filtered = 11,          ///< left out by a filter: a pooled row is not written, a cohort takes no part
    full_leverage = 12,     ///< the estimate hangs on one person alone, so that it has no robust standard error
    perfect_fit = 13,       ///< variant and covariates explain the trait entirely: an effect without an error
};

/// Which test a row's p belongs to, where a trait's rows differ.
enum class TestKind : std::uint8_t {
    of_trait = 0,     ///< the one test of all rows
    score = 1,        ///< score test
    wald = 2,         ///< Wald test of the maximum-likelihood estimate
    firth = 3,        ///< likelihood ratio with Firth's penalty
    saddlepoint = 4,  ///< score test with a saddlepoint p
    sandwich = 5,     ///< Wald test of the maximum-likelihood estimate with a robust standard error
};

/// The estimate of one variant and one trait, pooled or in one cohort. NaN = not available.
struct Estimate {
    double n = 0;                     ///< people analysed
    double n_cases = not_available;   ///< binary traits
    double n_events = not_available;  ///< time-to-event traits
    double effect_allele_frequency = not_available;
    double mac = not_available;  ///< minor allele count among the analysed
    // Of what the predictor counts (copies, or a feature's numbers), among the analysed who have a call or number.
    double predictor_mean = not_available;
    double predictor_sd = not_available;  ///< of n - 1
    // Effect alleles, and their share, among those of the analysed who have an event and who have none (Cox).
    double event_alleles = not_available;
    double event_frequency = not_available;
    double censored_alleles = not_available;
    double censored_frequency = not_available;
    double beta = not_available;  ///< per copy of the effect allele; log hazard ratio in Cox models
    double standard_error = not_available;
    double statistic = not_available;            ///< t (linear) or signed square root of chi-square (logistic, Cox)
    double degrees_of_freedom = not_available;   ///< residual, of the t statistic
    double neg_log10_p = not_available;          ///< of the test that the trait's `test` names
    double score_chisq = not_available;          ///< score test with the exact information (Cox)
    double log_likelihood = not_available;       ///< at the maximum (Cox)
    double log_likelihood_null = not_available;  ///< at the maximum without the variant, in the same people (Cox)
    double zph_chisq = not_available;            ///< test of the variant's proportional hazards (Cox)
    double zph_neg_log10_p = not_available;      ///< of that test
    RowStatus status = RowStatus::no_people;
    TestKind test = TestKind::of_trait;
};

/// The cohorts' estimates put together: heterogeneity, fixed and random effects.
struct MetaAnalysis {
    double cohorts = 0;  ///< cohorts with an estimate
    double q = not_available;
    double i2 = not_available;  ///< in [0, 1]
    double q_neg_log10_p = not_available;
    double beta_fixed = not_available;
    double se_fixed = not_available;
    double fixed_neg_log10_p = not_available;
    double beta_random = not_available;
    double se_random = not_available;
    double random_neg_log10_p = not_available;
};

/// A row of a trait's result: one study variant.
struct AssociationRow {
    Estimate pooled;
    MetaAnalysis meta;
    // The cohorts' own estimates stand beside the rows, cohort by cohort (ScanRows).
};

}  // namespace atria
