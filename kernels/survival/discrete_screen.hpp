#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/discrete_null.hpp"
#include "kernels/survival/discrete_sums.hpp"

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// What a screen tells of a variant, at the null model and along the codes.
struct DiscreteFinding {
    DiscreteSums sums;  ///< p = K + 1; of the covariates among themselves `information` is the expected one, too
    double third = 0;   ///< minus the third derivative along the variant, free of the intercepts
};

/// The first look at the variants of one cohort at a fitted null model: score, expected and observed information, by
/// sums over the people whose code is not the most frequent one. Nothing of it depends on where codes are counted from,
/// because the intercepts take that up.
///
/// For complete variants the score test is exact. People without a call are taken out of all sums, and what the
/// intercepts and effects of the others would change is taken account of to first order.
class DiscreteScreen {
public:
    /// `records`: of the cohort, N people.
    DiscreteScreen(const CoxNullCohort& records, const DiscreteNullCohort& cohort, const DiscreteNullFit& fit);

    /// Buffers that are kept from call to call.
    struct Buffers;

    [[nodiscard]] DiscreteFinding find(const GenotypeView& variant, Buffers& buffers) const;
    [[nodiscard]] std::size_t bytes() const;

private:
    /// One person at the null model. hi = 0: at risk in no interval.
    struct Person {
        std::uint32_t lo = 0;
        std::uint32_t hi = 0;
        std::uint32_t end = 0;         // last interval got through
        std::uint32_t first_wide = 0;  // the wide intervals at risk are [first_wide, end_wide)
        std::uint32_t end_wide = 0;
        std::size_t weights = 0;  // where their expected curvatures begin
        double risk = 0;
        double residual = 0;
        double expected = 0;  // curvatures, of all intervals
        double observed = 0;
    };
    /// Derivatives of a death at its null predictor; 0 for others.
    struct Death {
        double score = 0;
        double curvature = 0;
        double third = 0;
        double log_probability = 0;
    };

    void choose_wide(const DiscreteRows& rows, const Eigen::VectorXd& risk);
    void place(const DiscreteNullCohort& cohort, const DiscreteNullFit& fit, const Eigen::VectorXd& expected);
    void add_person(std::size_t person, double z, Buffers& buffers) const;
    void take_out(std::size_t person, Buffers& buffers) const;
    void close(Buffers& buffers, DiscreteFinding& finding) const;

    const CoxNullCohort& records_;
    Eigen::Index covariates_;
    std::size_t intervals_;
    Eigen::VectorXd hazard_;      // D + 1
    Eigen::VectorXd cumulative_;  // D + 1
    // Where people are at risk in many intervals, expected curvatures are kept person by person only for those which
    // the series (ExpectedSeries) does not reach: the wide ones. Of the others there are sums of powers of the risks.
    std::vector<std::uint32_t> wide_;
    std::size_t terms_ = 0;       // of the series
    RowMatrix series_;            // (D + 1) × terms: coefficient × power of the hazard; 0 where wide
    std::vector<Person> people_;  // N
    std::vector<Death> deaths_;   // N
    std::vector<double> weights_;
    std::vector<double> x_;  // N × K by person
    // Sums over everybody.
    double log_likelihood_ = 0;
    Eigen::VectorXd score_;               // K
    Eigen::MatrixXd raw_expected_;        // K × K, not free of the intercepts
    Eigen::MatrixXd information_;         // K × K, free of them
    Eigen::VectorXd expected_intercept_;  // D + 1
    Eigen::MatrixXd expected_with_x_;     // K × (D + 1)
    Eigen::VectorXd observed_intercept_;
    Eigen::MatrixXd observed_with_x_;
    Eigen::VectorXd survivors_;           // D + 1: risk of those who get through
    std::vector<std::uint32_t> at_risk_;  // D + 1: people
    Eigen::VectorXd death_third_;         // D + 1
};

struct DiscreteScreen::Buffers {
    // Σ over people of z times: residual; v x, with expected and observed v; z v.
    double score = 0;
    double expected_zz = 0;
    double observed_zz = 0;
    Eigen::VectorXd expected_xz;
    Eigen::VectorXd observed_xz;
    Eigen::VectorXd expected_z;  // w z, of the wide intervals
    RowMatrix powers;            // (D + 1) × terms: z times powers of the risk, of those at risk
    // D + 1 each: risk z, z² and z³ of those who get through; death curvatures times z, death thirds times z, z², z³.
    std::vector<std::array<double, 3>> through;
    std::vector<std::array<double, 4>> dying;
    // What is left without the people who lack a call.
    bool any_absent = false;
    double log_likelihood = 0;
    Eigen::VectorXd score_x;
    Eigen::MatrixXd raw_expected;
    Eigen::VectorXd intercept_score;  // D + 1
    Eigen::VectorXd expected_intercept;
    Eigen::MatrixXd expected_with_x;
    Eigen::VectorXd observed_intercept;
    Eigen::MatrixXd observed_with_x;
    Eigen::VectorXd survivors;
    Eigen::VectorXd death_third;
    std::vector<std::uint32_t> absent;
};

}  // namespace atria::survival
