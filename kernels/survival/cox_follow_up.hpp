#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/genotype_block.hpp"
#include "kernels/math/line_sums.hpp"
#include "kernels/survival/cox_correction.hpp"
#include "kernels/survival/cox_fit.hpp"
#include "kernels/survival/cox_line.hpp"
#include "kernels/survival/cox_null.hpp"
#include "kernels/survival/cox_variant_sandwich.hpp"
#include "kernels/survival/cox_variant_zph.hpp"

#include <Eigen/Core>
#include <cstdint>

namespace atria::survival {

/// Which sums a variant's tests want next.
enum class CoxWish : std::uint8_t { nothing, line, zph, model, squares };

/// Sums of one cohort or of several: of what was wished for, the rest is 0.
struct CoxFollowUpSums {
    math::LineSums line;
    CoxZphLine zph;  ///< its `model` also where the model alone is wished for
    double squares = 0;

    explicit CoxFollowUpSums(Eigen::Index covariates) : zph(covariates + 1) {}
};

/// One cohort at one of its null models, for the sums of one variant after the other.
class CoxFollowUpSite {
public:
    CoxFollowUpSite(const CoxNullCohort& cohort, const CoxNullFit& null, Ties ties, const CoxScreen& screen)
        : cohort_(cohort), null_(null), ties_(ties), line_(screen) {}

private:
    friend class CoxFollowUp;

    const CoxNullCohort& cohort_;
    const CoxNullFit& null_;
    Ties ties_;
    CoxLine line_;
    const GenotypeView* turned_to_ = nullptr;  // of the line
};

/// What follows a variant's fit, one after the other: the correction of its test, the test of proportional hazards, the
/// robust standard error.
class CoxFollowUp {
public:
    [[nodiscard]] bool begun() const { return begun_; }
    /// `fit`: at its end; `tested`: there are people and events.
    void begin(const CoxTest& test, const CoxFit& fit, bool tested);

    [[nodiscard]] CoxWish wish() const;
    [[nodiscard]] bool wants_sums() const { return wish() != CoxWish::nothing; }
    [[nodiscard]] CoxFollowUpSums sums(CoxFollowUpSite& site, const GenotypeView& variant) const;
    /// `sums`: of all strata.
    void advance(const CoxFollowUpSums& sums);

    /// Into a row that has what the fit reports.
    void report(Estimate& row) const;

private:
    bool begun_ = false;
    CoxCorrection correction_;
    CoxVariantZph zph_;
    CoxVariantSandwich sandwich_;
};

}  // namespace atria::survival
