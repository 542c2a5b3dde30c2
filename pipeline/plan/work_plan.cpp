#include "pipeline/plan/work_plan.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace atria::pipeline {

namespace {

/// Bytes of one study variant of a chromosome, over all cohorts: the mean of their shards.
double bytes_a_variant(const io::Manifest& manifest, std::span<const std::size_t> cohorts,
                       const io::ChromosomeEntry& chromosome) {
    double bytes = 0;
    for (const std::size_t cohort : cohorts) {
        for (const io::ShardEntry& shard : manifest.cohorts.at(cohort).shards) {
            if (shard.chromosome == chromosome.chromosome) { bytes += static_cast<double>(shard.bytes); }
        }
    }
    return bytes / static_cast<double>(chromosome.variants);
}

}  // namespace

WorkPlan::WorkPlan(const io::Manifest& manifest, std::span<const std::size_t> cohorts, int ranks,
                   std::uint64_t block_variants)
    : cohorts_(cohorts.size()), block_variants_(block_variants) {
    if (ranks < 1 || block_variants < 1) { throw std::logic_error("a plan needs a rank and a variant in a block"); }
    for (const io::ChromosomeEntry& chromosome : manifest.chromosomes) {
        if (chromosome.variants == 0) { continue; }
        const double bytes = bytes_a_variant(manifest, cohorts, chromosome);
        for (std::uint64_t begin = 0; begin < chromosome.variants; begin += block_variants) {
            PlannedBlock block;
            block.index = blocks_.size();
            block.chromosome = chromosome.chromosome;
            block.first = chromosome.first + begin;
            block.first_in_chromosome = begin;
            block.variants = std::min(block_variants, chromosome.variants - begin);
            // One byte a variant at least, so that work without genotypes is spread too.
            block.bytes = static_cast<std::uint64_t>(std::max(bytes, 1.0) * static_cast<double>(block.variants));
            blocks_.push_back(block);
        }
    }

    deal_contiguously(blocks_, ranks);
    first_block_.resize(static_cast<std::size_t>(ranks) + 1);
    for (std::size_t rank = 0; rank < first_block_.size(); ++rank) {
        const auto at = std::partition_point(blocks_.begin(), blocks_.end(), [&](const PlannedBlock& block) {
            return static_cast<std::size_t>(block.rank) < rank;
        });
        first_block_[rank] = static_cast<std::size_t>(at - blocks_.begin());
    }
}

void deal_contiguously(std::span<PlannedBlock> blocks, int ranks) {
    // A block goes to the rank in whose equal share of all bytes its middle lies. Doubled, the middle is an integer;
    // long double keeps 64 bits, so that no share is lost to rounding.
    std::uint64_t total = 0;
    for (const PlannedBlock& block : blocks) { total += block.bytes; }
    std::uint64_t before = 0;
    for (PlannedBlock& block : blocks) {
        const auto middle = static_cast<long double>(before) + static_cast<long double>(block.bytes) / 2;
        const auto place = static_cast<int>(middle / static_cast<long double>(total) * static_cast<long double>(ranks));
        block.rank = std::clamp(place, 0, ranks - 1);
        before += block.bytes;
    }
}

std::span<const PlannedBlock> WorkPlan::blocks_of(int rank) const {
    const auto r = static_cast<std::size_t>(rank);
    return std::span(blocks_).subspan(first_block_.at(r), first_block_.at(r + 1) - first_block_.at(r));
}

RankShare WorkPlan::share_of(int rank) const {
    RankShare share;
    for (const PlannedBlock& block : blocks_of(rank)) {
        share.blocks += 1;
        share.tiles += cohorts_;
        share.variants += block.variants;
        share.bytes += block.bytes;
    }
    return share;
}

std::vector<std::size_t> all_cohorts(const io::Manifest& manifest) {
    std::vector<std::size_t> cohorts(manifest.cohorts.size());
    std::iota(cohorts.begin(), cohorts.end(), std::size_t{0});
    return cohorts;
}

}  // namespace atria::pipeline
