#pragma once

#include "kernels/data/genotype_block.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

namespace atria::test {

/// How a test wants one variant to be stored.
enum class Storage : std::uint8_t { packed, sparse_base_0, sparse_base_2, absent };

using Calls = std::vector<std::uint8_t>;  ///< N codes: 0, 1, 2, missing_call

/// Stores calls (M variants of N people each) as a block, one way of storage a variant. Person by person, as the
/// comment of genotype_block.hpp has it.
inline GenotypeBlock genotype_block(std::size_t people, const std::vector<Calls>& calls,
                                    const std::vector<Storage>& storage) {
    struct Bytes {
        std::vector<std::vector<std::uint8_t>> packed;
        std::vector<std::vector<SparseEntry>> sparse;
    };
    auto bytes = std::make_shared<Bytes>();
    bytes->packed.resize(calls.size());
    bytes->sparse.resize(calls.size());
    GenotypeBlock block;
    block.people = people;
    for (std::size_t v = 0; v < calls.size(); ++v) {
        GenotypeView view;
        if (storage[v] != Storage::absent) {
            view.present = true;
            for (std::size_t i = 0; i < people; ++i) {
                const std::uint8_t code = calls[v][i];
                view.counts.hom_other += code == 0 ? 1U : 0U;
                view.counts.het += code == 1 ? 1U : 0U;
                view.counts.hom_effect += code == 2 ? 1U : 0U;
                view.counts.missing += code == missing_call ? 1U : 0U;
            }
        }
        if (storage[v] == Storage::packed) {
            std::vector<std::uint8_t>& packed = bytes->packed[v];
            packed.assign((people + 3) / 4, 0);
            for (std::size_t i = 0; i < people; ++i) {
                packed[i / 4] = static_cast<std::uint8_t>(packed[i / 4] | (calls[v][i] << (2 * (i % 4))));
            }
            view.encoding = Encoding::packed;
            view.packed = packed;
        } else if (storage[v] != Storage::absent) {
            view.encoding = Encoding::sparse;
            view.base = storage[v] == Storage::sparse_base_2 ? 2 : 0;
            for (std::size_t i = 0; i < people; ++i) {
                if (calls[v][i] == view.base) { continue; }
                bytes->sparse[v].push_back(sparse_entry(static_cast<std::uint32_t>(i), calls[v][i]));
            }
            view.sparse = bytes->sparse[v];
        }
        block.variants.push_back(view);
    }
    block.bytes = bytes;
    return block;
}

/// Random calls: each allele is the effect allele with probability `frequency`, a call is missing with `missing`.
inline Calls random_calls(std::mt19937_64& random, std::size_t people, double frequency, double missing) {
    std::uniform_real_distribution<double> uniform(0, 1);
    Calls calls(people);
    for (std::uint8_t& call : calls) {
        const int copies = (uniform(random) < frequency ? 1 : 0) + (uniform(random) < frequency ? 1 : 0);
        call = uniform(random) < missing ? missing_call : static_cast<std::uint8_t>(copies);
    }
    return calls;
}

}  // namespace atria::test
