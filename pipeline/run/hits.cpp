#include "pipeline/run/hits.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace atria::pipeline {

void add_hits(const PlannedBlock& block, std::span<const ScanRows> rows, double p, std::vector<Hit>& hits) {
    const double least = -std::log10(p);
    for (std::size_t t = 0; t < rows.size(); ++t) {
        for (std::size_t v = 0; v < rows[t].pooled.size(); ++v) {
            const Estimate& estimate = rows[t].pooled[v].pooled;
            const bool estimated = estimate.status == RowStatus::ok || estimate.status == RowStatus::expansion;
            if (!estimated || !(estimate.neg_log10_p >= least)) { continue; }  // also no NaN
            hits.push_back({t, block.first + v, block.first_in_chromosome + v, block.chromosome, 0, estimate});
        }
    }
}

bool better(const Hit& a, const Hit& b) {
    if (a.estimate.neg_log10_p != b.estimate.neg_log10_p) { return a.estimate.neg_log10_p > b.estimate.neg_log10_p; }
    return a.variant < b.variant;
}

std::vector<HitLocus> loci_of(std::span<const Hit> hits, std::uint32_t window) {
    std::vector<HitLocus> loci;
    for (const Hit& hit : hits) {
        const std::uint32_t first = hit.position > window ? hit.position - window : 1;
        const std::uint32_t last =
            hit.position + std::min(window, std::numeric_limits<std::uint32_t>::max() - hit.position);
        if (!loci.empty() && loci.back().chromosome == hit.chromosome && first <= loci.back().last) {
            loci.back().last = last;
            if (better(hit, loci.back().lead)) { loci.back().lead = hit; }
            continue;
        }
        loci.push_back({hit.chromosome, first, last, hit});
    }
    return loci;
}

}  // namespace atria::pipeline
