#include "pipeline/plan/memory_need.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace atria::pipeline;

namespace {

ScanShape some_shape() {
    ScanShape shape;
    shape.people = {1000, 3001};
    shape.traits = 2;
    shape.covariates = 10;
    shape.block_variants = 256;
    shape.threads = 4;
    return shape;
}

}  // namespace

// That the bounds hold is the affair of tests/jobs/memory.sh, which measures runs.
TEST_CASE("every part of the memory grows with what it holds, and with nothing else") {
    const ScanShape shape = some_shape();
    const MemoryNeed need = memory_need(shape);
    CHECK(need.total() == need.program + need.records + need.genotypes + need.sums + need.rows);

    ScanShape more = shape;
    more.threads = 8;
    CHECK(memory_need(more).sums == 2 * need.sums);
    CHECK(memory_need(more).genotypes == 2 * need.genotypes);
    CHECK(memory_need(more).records == need.records);

    more = shape;
    more.block_variants = 512;
    CHECK(memory_need(more).sums == 2 * need.sums);
    CHECK(memory_need(more).rows == 2 * need.rows);
    CHECK(memory_need(more).records == need.records);

    more = shape;
    more.people = {1000, 3001, 500};
    CHECK(memory_need(more).records > need.records);
    CHECK(memory_need(more).genotypes > need.genotypes);

    more = shape;
    more.dosage_people = {3001};
    CHECK(memory_need(more).genotypes > need.genotypes);
    CHECK(memory_need(more).sums > need.sums);
    CHECK(memory_need(more).records == need.records);

    more = shape;
    more.recoded = true;
    CHECK(memory_need(more).genotypes > need.genotypes);

    more = shape;
    more.binary_traits = 1;  // instead of a quantitative one
    CHECK(memory_need(more).sums > need.sums);
    CHECK(memory_need(more).records > need.records);

    more = shape;
    more.robust = true;
    CHECK(memory_need(more).sums > need.sums);

    more = shape;
    more.survival = true;
    CHECK(memory_need(more).sums > need.sums);
    CHECK(memory_need(more).records > need.records);
    // Every thread may hold a cohort's covariates three times, and they outweigh the rest when they are many and few
    // variants stand in a block.
    more.covariates = 60;
    more.block_variants = 1;
    const std::uint64_t largest = *std::max_element(more.people.begin(), more.people.end());
    CHECK(memory_need(more).sums >= more.threads * 24 * largest * (more.covariates + 1));
}

TEST_CASE("what the prepared kernel says of a block takes the place of the bound") {
    ScanShape shape = some_shape();
    shape.kernel_block = 1'000'003;
    const std::uint64_t blocks = 4 * 1'000'003ULL;
    CHECK(memory_need(shape).sums >= blocks);
    CHECK(memory_need(shape).sums < blocks + blocks / 5);
    CHECK(memory_need(shape).rows == memory_need(some_shape()).rows);
}
