#pragma once

#include "kernels/data/carried_alleles.hpp"
#include "kernels/data/genotype_block.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <span>

namespace atria {

/// Where the counts (PredictorCounts) of a cohort's analysed people stand in a variant's column of a contribution: they
/// are the head of what a kernel holds there for a trait. `begin` is the first row.
struct CountsLayout {
    Eigen::Index begin = 0;

    [[nodiscard]] Eigen::Index present() const { return begin; }         ///< 1 = the cohort has the variant
    [[nodiscard]] Eigen::Index het() const { return begin + 1; }         ///< people with code 1
    [[nodiscard]] Eigen::Index hom_effect() const { return begin + 2; }  ///< people with code 2
    [[nodiscard]] Eigen::Index missing() const { return begin + 3; }
    [[nodiscard]] Eigen::Index effect_alleles() const { return begin + 4; }  ///< of people with a call
    [[nodiscard]] Eigen::Index alleles() const { return begin + 5; }
    [[nodiscard]] Eigen::Index counts_end() const { return begin + 6; }

    /// Counts a variant that is present among the people of a mask, as masked_counts takes it, and writes what it
    /// finds.
    void write_counts(const GenotypeView& variant, std::span<const std::uint8_t> included,
                      std::span<const std::uint64_t> mask, std::uint32_t people,
                      Eigen::Ref<Eigen::VectorXd> column) const;

    /// Adds the alleles and codes of a column.
    void add_carried(const Eigen::Ref<const Eigen::VectorXd>& column, CarriedAlleles& carried) const;
};

}  // namespace atria
