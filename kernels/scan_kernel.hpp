#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/contribution.hpp"
#include "kernels/data/genotype_block.hpp"
#include "kernels/data/variant.hpp"
#include "kernels/math/leave_one_out.hpp"

#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace atria {

/// The result of one trait for a block of M variants over C cohorts.
struct ScanRows {
    std::vector<AssociationRow> pooled;            ///< M
    std::vector<std::vector<Estimate>> cohorts;    ///< C × M; a cohort's own fit
    std::vector<math::LeaveOneOut> leave_one_out;  ///< M where asked for, otherwise none; not a kernel's affair
};

/// What a kernel remembers of a block between rounds: the parameters at which the next contributions are asked for.
class BlockState {
public:
    BlockState() = default;
    BlockState(const BlockState&) = delete;
    BlockState& operator=(const BlockState&) = delete;
    virtual ~BlockState() = default;
};

/// A prepared scan of one trait or several: the null models are fitted, and every method is const and may be called
/// from several threads for different blocks.
///
/// For each block of variants the driver asks every cohort for its contribution, adds them in the order of the study's
/// cohorts, and calls update; it goes round until update says that the block is finished:
///
///     state = begin(M)
///     do { for c in cohorts: contribution[c] = accumulate(c, genotypes[c], state) } while (update(state,
///     contribution)) rows = report(state, contribution)
///
/// A kernel without iterations (linear) has one round. All numbers of one variant depend on that variant alone: neither
/// on the block's size nor on its neighbours, bit for bit.
class ScanKernel {
public:
    ScanKernel() = default;
    ScanKernel(const ScanKernel&) = delete;
    ScanKernel& operator=(const ScanKernel&) = delete;
    virtual ~ScanKernel() = default;

    /// The traits, in the order of report's answer.
    [[nodiscard]] virtual std::vector<std::string> traits() const = 0;

    [[nodiscard]] virtual std::unique_ptr<BlockState> begin(std::size_t variants) const = 0;

    /// The sums of one cohort at the state's parameters. Reads nothing of the other cohorts.
    [[nodiscard]] virtual Contribution accumulate(CohortIndex cohort, const GenotypeBlock& genotypes,
                                                  const BlockState& state) const = 0;

    /// Moves the parameters on; true when another round is needed. `contributions` are in cohort order; a kernel that
    /// needs them later may keep them, and leaves empty ones behind.
    virtual bool update(BlockState& state, std::span<Contribution> contributions) const = 0;

    /// One ScanRows a trait, from the contributions as the last update left them.
    [[nodiscard]] virtual std::vector<ScanRows> report(const BlockState& state,
                                                       std::span<const Contribution> contributions) const = 0;

    /// How many variants of a block are best gone through at once, so that their contributions stay in a cache.
    [[nodiscard]] virtual std::size_t variants_at_once() const { return std::numeric_limits<std::size_t>::max(); }

    /// Bytes that the kernel holds for all its blocks together (columns, tables).
    [[nodiscard]] virtual std::size_t resident_bytes() const = 0;

    /// Bytes of a block of M variants while it is computed, its genotypes and rows apart: contributions of all cohorts
    /// and what is remembered between rounds. An upper bound.
    [[nodiscard]] virtual std::size_t block_bytes(std::size_t variants) const = 0;
};

}  // namespace atria
