#include "pipeline/run/hits.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace atria::pipeline {
namespace {

Hit hit(Chromosome chromosome, std::uint32_t position, std::uint64_t variant, double neg_log10_p) {
    Hit one;
    one.chromosome = chromosome;
    one.position = position;
    one.variant = variant;
    one.estimate.neg_log10_p = neg_log10_p;
    return one;
}

TEST_CASE("loci are windows about hits, put together where they overlap, never over two chromosomes") {
    const std::vector<Hit> hits{hit(1, 400, 0, 8),     hit(1, 2400, 1, 9), hit(1, 4400, 2, 9),
                                hit(1, 6401, 3, 10.5), hit(2, 6500, 4, 8), hit(2, 4294967295U, 5, 8)};
    const std::vector<HitLocus> loci = loci_of(hits, 1000);
    REQUIRE(loci.size() == 4);
    CHECK(loci[0].first == 1);
    CHECK(loci[0].last == 5400);
    CHECK(loci[0].lead.variant == 1);  // the earlier of two with the same p
    CHECK(loci[1].first == 5401);      // one base pair behind
    CHECK(loci[1].lead.variant == 3);
    CHECK(loci[2].chromosome == 2);
    CHECK(loci[3].last == std::numeric_limits<std::uint32_t>::max());
    CHECK(loci_of({}, 1000).empty());
}

TEST_CASE("hits are rows with an estimate and a p up to the threshold") {
    PlannedBlock block;
    block.chromosome = 3;
    block.first = 700;
    block.first_in_chromosome = 70;
    std::vector<ScanRows> rows(2);
    rows[0].pooled.resize(2);
    rows[1].pooled.resize(4);
    const double exactly = -std::log10(1e-5);
    const double p[] = {exactly, 4.9, 300, std::numeric_limits<double>::quiet_NaN()};
    for (std::size_t v = 0; v < 4; ++v) {
        rows[1].pooled[v].pooled.neg_log10_p = p[v];
        rows[1].pooled[v].pooled.status = RowStatus::ok;
    }
    rows[1].pooled[2].pooled.status = RowStatus::expansion;
    std::vector<Hit> hits;
    add_hits(block, rows, 1e-5, hits);
    REQUIRE(hits.size() == 2);
    CHECK(hits[0].trait == 1);
    CHECK(hits[0].variant == 700);
    CHECK(hits[1].variant == 702);
    CHECK(hits[1].in_chromosome == 72);
    CHECK(hits[1].chromosome == 3);
}

}  // namespace
}  // namespace atria::pipeline
