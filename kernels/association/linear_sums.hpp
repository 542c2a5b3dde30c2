#pragma once

#include "kernels/association/linear_null.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/data/counts_layout.hpp"
#include "kernels/data/genotype_block.hpp"
#include "kernels/data/predictor_moments.hpp"
#include "kernels/math/packed_triangle.hpp"
#include "kernels/math/ranked_cholesky.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <span>

namespace atria::association {

/// Of the squares about 0 and the sum, which rounding is a share of: with less about the mean, a variant's numbers are
/// all the same. One other code among a hundred million people is more.
inline constexpr double same_number_share = 1e-14;

/// What to do with a person who has no call at a variant.
enum class MissingGenotype : std::uint8_t {
    exclude,  ///< leave the person out of that variant, exactly
    mean,     ///< give the mean of the called people of the cohort
};

/// Where the numbers of one group of traits stand in a contribution's column.
struct LinearLayout : CountsLayout {
    Eigen::Index rank = 0;
    Eigen::Index traits = 0;
    Eigen::Index first_residual = 0;  ///< where the first trait stands in a row of the columns

    [[nodiscard]] Eigen::Index covariate_products() const { return counts_end(); }
    [[nodiscard]] Eigen::Index trait_products() const { return covariate_products() + rank; }
    // What the people without a call add to the null model's own sums.
    [[nodiscard]] Eigen::Index missing_gram() const { return trait_products() + traits; }
    [[nodiscard]] Eigen::Index missing_covariates() const { return missing_gram() + math::packed_size(rank); }
    [[nodiscard]] Eigen::Index missing_trait(Eigen::Index t) const {
        return missing_covariates() + rank + t * (rank + 2);
    }
    [[nodiscard]] Eigen::Index width() const { return missing_trait(traits); }
};

inline LinearLayout layout_of(const LinearNullGroup& group) {
    return {{}, group.rank, static_cast<Eigen::Index>(group.traits.size()), group.first_residual};
}

/// A variant and a trait in one cohort, or in all: sums of the parts that are left of them add up.
struct LinearSums {
    double n = 0;
    double parameters = 0;      ///< taken out so far: intercepts, and covariates
    double effect_alleles = 0;  ///< of the people with a call
    double alleles = 0;
    PredictorMoments moments;
    double gg = 0;
    double gy = 0;
    double yy = 0;

    void add(const LinearSums& other);
};

/// The sums after the intercepts are taken out.
struct CentredSums : LinearSums {
    Eigen::VectorXd gq;
    Eigen::VectorXd gram;       // packed triangle
    Eigen::VectorXd diagonal;   // of the same cohorts' Q'Q with nobody left out
    bool gram_changed = false;  // by people without a call or cohorts without the variant
    Eigen::VectorXd qy;         // of the trait

    explicit CentredSums(Eigen::Index rank)
        : gq(Eigen::VectorXd::Zero(rank)),
          gram(Eigen::VectorXd::Zero(math::packed_size(rank))),
          diagonal(Eigen::VectorXd::Zero(rank)),
          qy(Eigen::VectorXd::Zero(rank)) {}

    void add(const CentredSums& other);
    /// Nobody.
    void clear();
};

/// Writes the counts of a variant that the cohort has into its part of a contribution.
void write_counts(const LinearNullCohort& cohort, const GenotypeView& variant, const LinearLayout& layout,
                  Eigen::Ref<Eigen::VectorXd> sums);

/// Adds what one person adds to the lower triangle of Σqq', and then to Σq, of the first columns, as many as `row`
/// has room for.
void add_covariates_of(const math::FixedPointColumns& columns, std::size_t person, std::span<double> row, double* sums);

/// The same for everybody without a call, of the first `rank` columns.
void add_missing_covariates(const math::FixedPointColumns& columns, const GenotypeView& variant,
                            std::span<const std::uint8_t> included, Eigen::Index rank, double* sums);

/// Adds the sums of the columns over the analysed people without a call to a cohort's part of a contribution.
void add_missing(const LinearNullCohort& cohort, const GenotypeView& variant, const LinearLayout& layout,
                 Eigen::Ref<Eigen::VectorXd> sums);

/// The sums of one cohort for trait `trait` of its group from its part of a contribution, `sums`; into `answer`, whose
/// memory is used again.
void find_centred_sums(const LinearNullCohort& cohort, const LinearLayout& layout, MissingGenotype policy,
                       Eigen::Index trait, const Eigen::Ref<const Eigen::VectorXd>& sums, CentredSums& answer);
[[nodiscard]] CentredSums centred_sums(const LinearNullCohort& cohort, const LinearLayout& layout,
                                       MissingGenotype policy, Eigen::Index trait,
                                       const Eigen::Ref<const Eigen::VectorXd>& sums);

/// The factor of the Q'Q of these people: that of the unchanged one, or `own`, which is set from the sums.
[[nodiscard]] const math::RankedCholesky& factor_of(const CentredSums& sums, const math::RankedCholesky& unchanged,
                                                    math::RankedCholesky& own);

/// What is left of a variant and a trait after the covariates. The sums of cohorts with covariate effects of their own
/// add up.
struct ProjectedSums : LinearSums {
    double gg_before = 0;  ///< before the covariates are taken out
    double yy_before = 0;

    void add(const ProjectedSums& other);
};

[[nodiscard]] ProjectedSums projected(const CentredSums& sums, const math::RankedCholesky& unchanged);

/// Is there enough of the variant, and are there enough people, for an estimate?
[[nodiscard]] bool has_effect(const ProjectedSums& sums);

/// Least squares of one variant with Student's t.
[[nodiscard]] Estimate estimate(const ProjectedSums& sums);

}  // namespace atria::association
