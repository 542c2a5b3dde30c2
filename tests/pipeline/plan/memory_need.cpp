#include "pipeline/plan/memory_need.hpp"

#include <catch2/catch.hpp>

using namespace atria::pipeline;

TEST_CASE("the memory of a rank is the stated formula") {
    ScanShape shape;
    shape.people = {1000, 3001};
    shape.traits = 2;
    shape.covariates = 10;
    shape.block_variants = 256;
    shape.threads = 4;
    const MemoryNeed need = memory_need(shape);
    // By hand, from the comment in the header.
    CHECK(need.records == 4001ULL * (24 * 15 + 2 * 16 * 12));
    CHECK(need.genotypes == 4ULL * 4 * 256 * (250 + 97 + 750 + 97));
    CHECK(need.sums == 4ULL * 256 * 2 * 8 * (4 + 14 * 14));
    CHECK(need.rows == (16ULL + 32) * 256 * 2 * (192 + 224 + 1200));
    CHECK(need.total() == need.program + need.records + need.genotypes + need.sums + need.rows);

    shape.survival = true;
    CHECK(memory_need(shape).records == need.records + 4001ULL * 2 * (64 + 420));
    CHECK(memory_need(shape).sums == need.sums + 4ULL * (160 * 3001 + 400 * 3001));
}
