#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/math/cache_aligned.hpp"
#include "kernels/math/fixed_point_columns.hpp"
#include "kernels/math/genotype_products.hpp"
#include "kernels/survival/cox_carrier_sums.hpp"
#include "kernels/survival/cox_code_pass.hpp"
#include "kernels/survival/cox_evaluation.hpp"
#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/cox_person_term.hpp"

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace atria::survival {

/// A cheap first look at the variants of one stratum, for scans that refine only small p. At the null model the
/// information between variant and covariates is linear in the genotype, so it comes out of the same product as a
/// linear scan's; only the variant's own cumulants need the risk sets. For complete variants the score test is that of
/// the full evaluation. People without a call are taken out of the risk sets exactly, and out of the covariates'
/// effects to first order. Complete rare variants cost their carriers (CoxCarrierSums), other codes go through the
/// people in one pass (CoxCodePass); real numbers, late rows and case weights have a walk of their own.
class CoxScreen {
public:
    /// `people`: of the cohort.
    CoxScreen(const CoxNullCohort& cohort, const CoxNullFit& fit, Ties ties, std::size_t people);

    /// `chosen`: present variants of the block. Calls `receive` once each, with sums at the null point along g (a = 0);
    /// third_x is 0, and information_xx is empty or what the people without a call take out of it (0 or less).
    void run(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen,
             const CoxEvaluation::Receive& receive) const;

    [[nodiscard]] std::size_t bytes() const;

    [[nodiscard]] const RiskSets& sets() const { return cohort_.sets; }
    [[nodiscard]] Ties ties() const { return stratum_.ties; }
    /// N, in the order of the records.
    [[nodiscard]] std::span<const CoxPersonTerm> people() const { return people_; }
    /// N: what people are after an event of another cause, on the second axis of the risk sets; empty: nothing.
    [[nodiscard]] std::span<const CoxPersonTerm> late() const { return late_; }
    /// D + 1: risk of the risk set, and of the deaths.
    [[nodiscard]] std::span<const std::pair<double, double>> risk_sums() const { return sums0_; }

private:
    /// Σ of what a copy adds to the information with x, and of the copies at the events: K + 1 × M, of variants with
    /// codes and of those with numbers.
    struct Products {
        math::FixedPointSums codes;
        Eigen::MatrixXd numbers;  // empty without any
    };
    /// One term of an event time with complete calls, where the risk sets are those of the null model.
    struct EventTerm {
        double inverse;  // 1 / S0
        double weight;
        double share;  // of the deaths that has left
    };
    struct Absent;
    struct Nets;
    struct Moments;
    struct Risks;

    void place_people(const Eigen::VectorXd& expected, const CoxNullFit& fit);
    void place_covariate_terms(const Eigen::MatrixXd& information, const Eigen::MatrixXd& score);
    /// Sums of a variant that do not depend on its copies along the risk sets.
    [[nodiscard]] CoxSums begin_sums(const Products& products, const GenotypeView& view, std::size_t variant) const;
    /// `views`: of the block, absent unless chosen.
    [[nodiscard]] Products products_of(const GenotypeBlock& genotypes, std::span<const GenotypeView> views,
                                       std::span<const std::size_t> chosen) const;
    void look_at_codes(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen, bool missing,
                       const Products& products, const CoxEvaluation::Receive& receive) const;
    void look_by_lanes(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen, const Products& products,
                       const CoxEvaluation::Receive& receive) const;
    /// `event_weight`: of the events of the others; `expected`: copies that they are expected to carry at the events.
    void leave_out(std::span<const std::uint32_t> absent, double event_weight, double expected, CoxSums& sums) const;
    void take_out(const GenotypeBlock& genotypes, std::span<const std::size_t> group, CoxPanel& panel,
                  Absent& absent) const;
    template <class Calls, bool missing>
    void cumulants(const Calls& calls, const Absent& absent, Nets& nets, CoxLaneSums& sums) const;
    template <class Calls>
    void cumulants_of(const Calls& calls, bool missing, const Absent& absent, Nets& nets, CoxLaneSums& sums) const;
    template <class Calls>
    static void add_term(const Moments& at, const Lanes& inverse, const Lanes& weight, const Lanes& share,
                         CoxLaneSums& sums);
    template <class Calls>
    void add_time(const Moments& at, const Risks& risks, std::uint32_t most_deaths, math::LogProduct& product,
                  CoxLaneSums& sums) const;

    const CoxNullCohort& cohort_;
    CoxStratum stratum_;
    double log_likelihood_;                    // of the null model
    const Eigen::MatrixXd& null_information_;  // K × K
    std::unique_ptr<math::FixedPointColumns>
        information_;  // N × (K + 1): what a copy adds to the information with x, and whether it is at an event
    std::vector<CoxPersonTerm> people_;                // N
    std::vector<CoxPersonTerm> late_;                  // N, or none
    math::CacheAlignedVector<float> covariate_terms_;  // N rows: (x - x̄) √(expected events), score of x; both padded
    Eigen::VectorXd score_;                            // K: of x, over all people; 0 at the cohort's own maximum
    std::vector<std::pair<double, double>> sums0_;     // D + 1: risk of the risk set, and of the deaths
    std::unique_ptr<CoxCarrierSums> carriers_;         // none with late rows
    std::unique_ptr<CoxCodePass> codes_;               // none with late rows or case weights
    std::vector<EventTerm> terms_;                     // from the last event time to the first
    double event_eta_ = 0;                             // Σ weight × eta over the events
    double event_weight_ = 0;                          // Σ weight over the events
};

}  // namespace atria::survival
