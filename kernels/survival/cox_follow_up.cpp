#include "kernels/survival/cox_follow_up.hpp"

#include "kernels/survival/cox_derivatives.hpp"
#include "kernels/survival/cox_variant_rows.hpp"

namespace atria::survival {

void CoxFollowUp::begin(const CoxTest& test, const CoxFit& fit, bool tested) {
    begun_ = true;
    if (!tested) { return; }
    correction_ = CoxCorrection(test, fit);
    zph_ = CoxVariantZph(test.zph_p, fit);
    sandwich_ = CoxVariantSandwich(test.robust, fit);
}

CoxWish CoxFollowUp::wish() const {
    if (correction_.wants_line()) { return CoxWish::line; }
    if (zph_.wants_line()) { return CoxWish::zph; }
    if (sandwich_.wants_model()) { return CoxWish::model; }
    return sandwich_.wants_squares() ? CoxWish::squares : CoxWish::nothing;
}

CoxFollowUpSums CoxFollowUp::sums(CoxFollowUpSite& site, const GenotypeView& variant) const {
    const CoxNullCohort& cohort = site.cohort_;
    CoxFollowUpSums sums(cohort.covariates);
    switch (wish()) {
        case CoxWish::nothing:
            break;
        case CoxWish::line:
            if (site.turned_to_ != &variant) {
                site.line_.turn_to(variant);
                site.turned_to_ = &variant;
            }
            sums.line = site.line_.at(correction_.t());
            break;
        case CoxWish::zph:
            sums.zph = cox_zph_line(cohort, site.null_, site.ties_, variant, zph_.delta(), zph_.gamma());
            break;
        case CoxWish::model: {
            const CoxVariantRows rows =
                cox_variant_rows(cohort, site.null_, variant, sandwich_.delta(), sandwich_.gamma());
            sums.zph.model = cox_derivatives(cohort.sets, site.ties_, rows.x, rows.eta, rows.in);
            break;
        }
        case CoxWish::squares:
            sums.squares = squared_score_residuals(
                cohort, site.ties_, cox_variant_rows(cohort, site.null_, variant, sandwich_.delta(), sandwich_.gamma()),
                sandwich_.direction());
            break;
    }
    return sums;
}

void CoxFollowUp::advance(const CoxFollowUpSums& sums) {
    switch (wish()) {
        case CoxWish::nothing:
            return;
        case CoxWish::line:
            return correction_.advance(sums.line);
        case CoxWish::zph:
            return zph_.advance(sums.zph);
        case CoxWish::model:
            return sandwich_.advance_model(sums.zph.model);
        case CoxWish::squares:
            return sandwich_.advance_squares(sums.squares);
    }
}

void CoxFollowUp::report(Estimate& row) const {
    correction_.report(row);
    zph_.report(row);
    sandwich_.report(row);
}

}  // namespace atria::survival
