#pragma once

#include "kernels/data/genotype_decoding.hpp"
#include "kernels/math/genotype_products.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::test {

/// What genotype_products gives, by plain loops over people.
inline math::FixedPointSums plain_genotype_products(const math::FixedPointColumns& columns,
                                                    std::span<const GenotypeView> variants) {
    constexpr std::int64_t copies_of_code[4] = {0, 1, 2, 0};
    math::FixedPointSums answer = math::FixedPointSums::Zero(static_cast<Eigen::Index>(columns.columns()),
                                                             static_cast<Eigen::Index>(variants.size()));
    std::vector<std::uint8_t> calls(columns.people());
    for (std::size_t v = 0; v < variants.size(); ++v) {
        if (!variants[v].present) { continue; }
        decode_calls(variants[v], columns.people(), calls.data());
        for (std::size_t person = 0; person < columns.people(); ++person) {
            for (std::size_t column = 0; column < columns.columns(); ++column) {
                answer(static_cast<Eigen::Index>(column), static_cast<Eigen::Index>(v)) +=
                    copies_of_code[calls[person]] * columns.row(person)[column];
            }
        }
    }
    return answer;
}

}  // namespace atria::test
