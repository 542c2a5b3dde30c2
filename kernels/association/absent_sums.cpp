#include "kernels/association/absent_sums.hpp"

#include "kernels/data/genotype_decoding.hpp"
#include "kernels/data/masked_counts.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace atria::association {
namespace {

constexpr std::size_t quad = 4;  // as many calls as a word has bytes
static_assert(quad <= math::panel_variants);

/// The calls of up to four packed variants, a byte each, side by side in a word for each person.
void decode_quad(std::span<const GenotypeView> variants, std::span<const std::size_t> quad_variants,
                 std::vector<std::uint8_t>& one, std::span<std::uint32_t> calls) {
    constexpr std::uint8_t as_is[4] = {0, 1, 2, missing_call};
    std::ranges::fill(calls, 0U);
    unsigned shift = 0;
    for (const std::size_t v : quad_variants) {
        decode_packed(variants[v].packed, 0, calls.size(), as_is, one.data());
        for (std::size_t i = 0; i < calls.size(); ++i) { calls[i] |= std::uint32_t{one[i]} << shift; }
        shift += 8;
    }
}

/// Counts of four variants, a byte each, until one of them may be full.
struct ByteCounts {
    static constexpr std::size_t most = 255;
    std::uint32_t het = 0;
    std::uint32_t hom = 0;

    void flush(std::array<GenotypeCounts, quad>& counts) {
        for (std::size_t v = 0; v < quad; ++v) {
            counts[v].het += het >> (8 * v) & 0xFFU;
            counts[v].hom_effect += hom >> (8 * v) & 0xFFU;
        }
        het = hom = 0;
    }
};

}  // namespace

AbsentSums::AbsentSums(const LinearNull& null, const LinearColumns& shared, std::size_t cohort,
                       const GenotypeBlock& genotypes)
    : rank_(static_cast<std::size_t>(null.groups[shared.groups.front()].rank)), groups_(shared.groups.size()) {
    const std::size_t variants = genotypes.variants.size();
    bool any = false;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        const LinearNullCohort& part = null.groups[shared.groups[i]].cohorts[cohort];
        if (!part.absent) { continue; }
        groups_[i].absent = &*part.absent;
        groups_[i].products.setZero(static_cast<Eigen::Index>(rank_), static_cast<Eigen::Index>(variants));
        groups_[i].counts.resize(variants);
        groups_[i].runs.resize(variants);
        any = true;
    }
    if (!any) { return; }
    std::vector<std::size_t> packed;
    GenotypeBlock sparse;
    sparse.people = genotypes.people;
    sparse.variants.resize(variants);
    bool any_sparse = false;
    for (std::size_t v = 0; v < variants; ++v) {
        const GenotypeView& variant = genotypes.variants[v];
        if (!variant.present || is_real(variant)) { continue; }
        if (variant.encoding == Encoding::packed) {
            packed.push_back(v);
        } else {
            sparse.variants[v] = variant;
            any_sparse = true;
        }
    }
    for (Group& group : groups_) {
        if (group.absent != nullptr && any_sparse) { take_sparse(group, sparse); }
    }
    std::vector<std::uint8_t> one(genotypes.people);
    std::vector<std::uint32_t> calls(genotypes.people);
    std::vector<std::uint8_t> panel;
    for (std::size_t begin = 0; begin < packed.size(); begin += quad) {
        const auto here = std::span(packed).subspan(begin, std::min(quad, packed.size() - begin));
        decode_quad(genotypes.variants, here, one, calls);
        for (Group& group : groups_) {
            if (group.absent != nullptr) { take_packed(group, here, calls, panel); }
        }
    }
}

void AbsentSums::take_sparse(Group& group, const GenotypeBlock& sparse) const {
    const GenotypeBlock theirs = group.absent->people.of(sparse);
    const math::FixedPointSums products = math::genotype_products(group.absent->columns, theirs.variants, rank_);
    for (std::size_t v = 0; v < theirs.variants.size(); ++v) {
        const GenotypeView& variant = theirs.variants[v];
        if (!variant.present) { continue; }
        const auto at = static_cast<Eigen::Index>(v);
        group.products.col(at) = products.col(at);
        group.counts[v] = variant.counts;
        group.runs[v].begin = group.missing.size();
        for_each_missing(variant,
                         [&](std::size_t person) { group.missing.push_back(static_cast<std::uint32_t>(person)); });
        group.runs[v].count = group.missing.size() - group.runs[v].begin;
    }
}

void AbsentSums::take_packed(Group& group, std::span<const std::size_t> variants, std::span<const std::uint32_t> calls,
                             std::vector<std::uint8_t>& panel) const {
    constexpr std::uint32_t ones = 0x01010101U;
    const std::span<const std::uint32_t> people = group.absent->people.people();
    const std::size_t stride = group.absent->columns.padded_people();
    panel.assign(math::panel_variants * stride, 0);
    std::array<GenotypeCounts, quad> counts{};
    std::array<std::vector<std::uint32_t>, quad> missing;
    ByteCounts bytes;
    std::uint8_t* copies = panel.data();
    for (std::size_t i = 0; i < people.size(); ++i) {
        const std::uint32_t four = calls[people[i]];
        const std::uint32_t low = four & ones;
        const std::uint32_t high = four >> 1U & ones;
        const std::uint32_t both = low & high;
        bytes.het += low ^ both;
        bytes.hom += high ^ both;
        const std::uint32_t called = four ^ both * missing_call;
        copies[i] = static_cast<std::uint8_t>(called);
        copies[stride + i] = static_cast<std::uint8_t>(called >> 8U);
        copies[2 * stride + i] = static_cast<std::uint8_t>(called >> 16U);
        copies[3 * stride + i] = static_cast<std::uint8_t>(called >> 24U);
        for (std::size_t v = 0; both != 0 && v < quad; ++v) {
            if ((both >> (8 * v) & 1U) != 0) { missing[v].push_back(static_cast<std::uint32_t>(i)); }
        }
        if (i % ByteCounts::most == ByteCounts::most - 1) { bytes.flush(counts); }
    }
    bytes.flush(counts);
    std::array<std::int64_t*, quad> sums{};
    for (std::size_t v = 0; v < variants.size(); ++v) {
        sums[v] = group.products.col(static_cast<Eigen::Index>(variants[v])).data();
        counts[v].missing = static_cast<std::uint32_t>(missing[v].size());
        counts[v].hom_other =
            static_cast<std::uint32_t>(people.size()) - counts[v].het - counts[v].hom_effect - counts[v].missing;
        group.counts[variants[v]] = counts[v];
        group.runs[variants[v]] = {group.missing.size(), missing[v].size()};
        group.missing.insert(group.missing.end(), missing[v].begin(), missing[v].end());
    }
    math::panel_products(group.absent->columns, rank_, panel.data(), std::span(sums).first(variants.size()));
}

std::size_t AbsentSums::bytes(const LinearNull& null, const LinearColumns& shared, std::size_t cohort,
                              std::size_t variants) {
    std::size_t bytes = 0;
    std::size_t most = 0;
    for (const std::size_t g : shared.groups) {
        const LinearNullCohort& part = null.groups[g].cohorts[cohort];
        if (!part.absent) { continue; }
        const std::size_t absent = part.absent->people.size();
        // Sparse lists are shorter than packed calls: that is when they are chosen.
        most =
            std::max(most, variants * (absent / 4 + 1 + sizeof(GenotypeView)) + math::panel_variants * (absent + 64));
        const std::size_t fixed =
            static_cast<std::size_t>(null.groups[g].rank) * (sizeof(std::int64_t) + sizeof(double));
        bytes += variants * (fixed + sizeof(GenotypeCounts) + sizeof(Run) + absent * sizeof(std::uint32_t));
    }
    return bytes + most + 5 * null.groups[shared.groups.front()].cohorts[cohort].included.size();
}

}  // namespace atria::association
