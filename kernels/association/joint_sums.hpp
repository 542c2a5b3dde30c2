#pragma once

#include "kernels/association/linear_sums.hpp"
#include "kernels/association/variant_terms.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/math/packed_triangle.hpp"
#include "kernels/math/ranked_cholesky.hpp"

#include <Eigen/Core>

namespace atria::association {

/// Where the sums of a variant's k terms z stand behind those of LinearLayout: Σz, Σzz' (lower triangle), Σz q', Σz y'.
struct JointLayout {
    LinearLayout base;
    Eigen::Index terms = 0;  // k

    [[nodiscard]] Eigen::Index sums() const { return base.width(); }
    [[nodiscard]] Eigen::Index squares() const { return sums() + terms; }
    /// rank + traits products a term.
    [[nodiscard]] Eigen::Index products() const { return squares() + math::packed_size(terms); }
    [[nodiscard]] Eigen::Index width() const { return products() + terms * (base.rank + base.traits); }
};

/// The sums of one cohort, or of all, with a trait: intercepts taken out.
struct JointSums {
    CentredSums base;    ///< what does not concern the terms; gq and gy are left 0
    Eigen::MatrixXd zz;  ///< k × k
    Eigen::MatrixXd qz;  ///< rank × k
    Eigen::VectorXd zy;  ///< k

    JointSums(Eigen::Index rank, Eigen::Index terms)
        : base(rank),
          zz(Eigen::MatrixXd::Zero(terms, terms)),
          qz(Eigen::MatrixXd::Zero(rank, terms)),
          zy(Eigen::VectorXd::Zero(terms)) {}

    void add(const JointSums& other);
};

/// Adds one variant's terms over the analysed people with a call to a cohort's part of a contribution.
void add_terms(const LinearNullCohort& cohort, std::size_t index, const GenotypeView& variant,
               const VariantTerms& terms, const JointLayout& layout, Eigen::Ref<Eigen::VectorXd> sums);

/// Means (k) of the terms over people with a call; 0 without any.
[[nodiscard]] Eigen::VectorXd term_means(const LinearNullCohort& cohort, const JointLayout& layout,
                                         const Eigen::Ref<const Eigen::VectorXd>& sums);

/// The sums of one cohort for trait `trait` of its group from its part of a contribution. People without a call are
/// left out.
[[nodiscard]] JointSums joint_sums(const LinearNullCohort& cohort, const JointLayout& layout, Eigen::Index trait,
                                   const Eigen::Ref<const Eigen::VectorXd>& sums);

/// What is left of the terms and the trait after the covariates; those of cohorts with covariate effects of their own
/// add up.
struct ProjectedJoint {
    ProjectedSums base;         ///< its gg and gy are not set
    Eigen::VectorXd zz_before;  ///< k: diagonal before the covariates are taken out
    Eigen::MatrixXd zz;         ///< k × k
    Eigen::VectorXd zy;         ///< k

    explicit ProjectedJoint(Eigen::Index terms)
        : zz_before(Eigen::VectorXd::Zero(terms)),
          zz(Eigen::MatrixXd::Zero(terms, terms)),
          zy(Eigen::VectorXd::Zero(terms)) {}

    void add(const ProjectedJoint& other);
};
[[nodiscard]] ProjectedJoint projected(const JointSums& sums, const math::RankedCholesky& unchanged);

/// The k effects by least squares.
struct JointFit {
    Estimate row;                 ///< counts and status; no numbers of a test
    math::RankedCholesky factor;  ///< of zz; of full rank where the status is ok
    Eigen::VectorXd beta;         ///< k
    Eigen::MatrixXd covariance;   ///< k × k, with one residual variance
};
/// A variant whose terms are not independent of each other and the covariates has status collinear.
[[nodiscard]] JointFit joint_fit(const ProjectedJoint& sums);

/// The covariance by HC3, from the sum of z z' (e / (1 - h))² (RobustSums); people whom the model fits whatever their
/// trait (`full`) make it status full_leverage.
void make_robust(JointFit& fit, const Eigen::MatrixXd& squares, double full);

/// One row of a contrast: estimate and Student's t. Several: the Wald F in `statistic`, its r in the test's name.
[[nodiscard]] Estimate joint_estimate(const JointFit& fit, const TermTest& test);

}  // namespace atria::association
