#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/survival/cox_fit.hpp"
#include "kernels/survival/cox_person_term.hpp"
#include "kernels/survival/risk_sets.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace atria::survival {

/// Cumulants of rare variants over the risk sets of a null model at the cost of their carriers. Between the times at
/// which carriers come in, leave or die, the risk at risk of theirs is constant, so that Σ over the event times of the
/// powers of 1 / S0, summed up once, is all that is needed of the times between.
class CoxCarrierSums {
public:
    /// A variant with codes is rare when so many of the people have the common homozygote that the rest is less than
    /// this share.
    static constexpr double rare_share = 0.05;
    [[nodiscard]] static bool is_rare(const GenotypeView& variant, std::size_t people);

    /// `risk_sums`: D + 1, risk of the risk set and of the deaths; `people`: N, in the order of the records. Both must
    /// outlive it. Not for risk sets with late rows.
    CoxCarrierSums(const RiskSets& sets, Ties ties, std::span<const std::pair<double, double>> risk_sums,
                   std::span<const CoxPersonTerm> people);

    /// A complete variant: writes score, information and the third and fourth sum along the copies. Returns the copies
    /// of the effect allele among those with an event.
    double add_to(CoxSums& sums, const GenotypeView& variant) const;

    [[nodiscard]] std::size_t bytes() const { return powers_.size() * sizeof(Powers); }

private:
    /// Σ over the terms of the event times up to one of weight / S0^m, m = 1 ... 4.
    struct Powers {
        double one = 0;
        double two = 0;
        double three = 0;
        double four = 0;
    };
    struct Change;
    struct Cumulants;

    void add_times(std::size_t below, std::size_t to, double first, double second, Cumulants& sums) const;
    void add_deaths(std::size_t row, const Change& at, double first, double second, Cumulants& sums) const;

    const RiskSets& sets_;
    Ties ties_;
    std::span<const std::pair<double, double>> risk_sums_;
    std::span<const CoxPersonTerm> people_;
    std::vector<Powers> powers_;  // D + 1
};

}  // namespace atria::survival
