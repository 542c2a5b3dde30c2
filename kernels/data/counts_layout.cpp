#include "kernels/data/counts_layout.hpp"

#include "kernels/data/masked_counts.hpp"

namespace atria {

void CountsLayout::write_counts(const GenotypeView& variant, std::span<const std::uint8_t> included,
                                std::span<const std::uint64_t> mask, std::uint32_t people,
                                Eigen::Ref<Eigen::VectorXd> column) const {
    const PredictorCounts counts = predictor_counts(variant, included, mask, people);
    column[present()] = 1;
    column[het()] = counts.het;
    column[hom_effect()] = counts.hom_effect;
    column[missing()] = counts.missing;
    column[effect_alleles()] = counts.effect_alleles;
    column[alleles()] = counts.alleles;
}

void CountsLayout::add_carried(const Eigen::Ref<const Eigen::VectorXd>& column, CarriedAlleles& carried) const {
    carried.effect += column[effect_alleles()];
    carried.all += column[alleles()];
    carried.het += column[het()];
    carried.hom_effect += column[hom_effect()];
}

}  // namespace atria
