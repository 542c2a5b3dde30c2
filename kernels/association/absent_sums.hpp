#pragma once

#include "kernels/association/linear_null.hpp"
#include "kernels/data/genotype_block.hpp"
#include "kernels/math/genotype_products.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::association {

/// What the people who lack a trait add to the sums over everybody, in one cohort and for M variants: a group is one of
/// those that share columns, by its place among them. Packed variants are decoded once for all groups.
class AbsentSums {
public:
    AbsentSums(const LinearNull& null, const LinearColumns& shared, std::size_t cohort, const GenotypeBlock& genotypes);

    /// Lacks anybody the group's traits? Otherwise there is nothing to ask for.
    [[nodiscard]] bool any(std::size_t group) const { return groups_[group].absent != nullptr; }

    [[nodiscard]] const GenotypeCounts& counts(std::size_t group, std::size_t variant) const {
        return groups_[group].counts[variant];
    }
    /// Σ copies × covariate k, in fixed point.
    [[nodiscard]] std::int64_t product(std::size_t group, std::size_t k, std::size_t variant) const {
        return groups_[group].products(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(variant));
    }
    /// Those of the absent without a call, as places in the group's rows; ascending.
    [[nodiscard]] std::span<const std::uint32_t> missing(std::size_t group, std::size_t variant) const {
        const Run& run = groups_[group].runs[variant];
        return std::span(groups_[group].missing).subspan(run.begin, run.count);
    }

    /// Bytes for M variants in the worst case.
    [[nodiscard]] static std::size_t bytes(const LinearNull& null, const LinearColumns& shared, std::size_t cohort,
                                           std::size_t variants);

private:
    struct Run {
        std::size_t begin = 0;
        std::size_t count = 0;
    };
    struct Group {
        const AbsentPeople* absent = nullptr;
        math::FixedPointSums products;  // K × M
        std::vector<GenotypeCounts> counts;
        std::vector<std::uint32_t> missing;
        std::vector<Run> runs;
    };

    void take_sparse(Group& group, const GenotypeBlock& sparse) const;
    void take_packed(Group& group, std::span<const std::size_t> variants, std::span<const std::uint32_t> calls,
                     std::vector<std::uint8_t>& panel) const;

    std::size_t rank_;
    std::vector<Group> groups_;
};

}  // namespace atria::association
