#include "pipeline/plan/memory_need.hpp"

#include <algorithm>

namespace atria::pipeline {

namespace {

std::uint64_t largest_cohort(const ScanShape& shape) {
    return shape.people.empty() ? 0 : *std::ranges::max_element(shape.people);
}

/// Bytes that a kernel will hold of a block, before there is one.
std::uint64_t block_bound(const ScanShape& shape) {
    const std::uint64_t cohorts = shape.people.size();
    const std::uint64_t k = shape.covariates;
    const std::uint64_t triangle = k * (k + 1) / 2;
    const std::uint64_t quantitative = shape.survival ? 0 : shape.traits - shape.binary_traits;
    const std::uint64_t outcomes = shape.survival ? shape.traits : 0;
    std::uint64_t numbers = quantitative * cohorts * (10 + 3 * k + triangle);
    if (shape.robust) { numbers += quantitative * (4 * cohorts + (k + 2) * (k + 2) + 16); }
    numbers += shape.binary_traits * (cohorts * (14 + 2 * (k + 2) + (k + 2) * (k + 3) / 2) +
                                      (cohorts + k + 7) * (cohorts + k + 7) + 20 * (cohorts + 8));
    if (shape.binary_traits > 0) { numbers += largest_cohort(shape) / 16; }
    numbers += outcomes * (cohorts * (29 + 3 * k + triangle) + 2 * (k + 3) * (k + 3) + 20 * (cohorts + 8));
    return shape.block_variants * 8 * numbers;
}

}  // namespace

MemoryNeed memory_need(const ScanShape& shape) {
    constexpr std::uint64_t mebibyte = 1024UL * 1024;
    const std::uint64_t cohorts = shape.people.size();
    const std::uint64_t columns = shape.traits + shape.covariates;
    std::uint64_t people = 0;
    std::uint64_t call_bytes = 0;  // of one variant in all cohorts, with the views
    for (const std::uint64_t each : shape.people) {
        people += each;
        call_bytes += each / 4 + 1 + 96;
    }
    const std::uint64_t in_flight = shape.threads * shape.blocks_in_flight;

    MemoryNeed need;
    need.program = 40 * mebibyte;
    const std::uint64_t largest = largest_cohort(shape);
    need.records = people * (24 * (columns + 3) + shape.traits * 16 * (shape.covariates + 2));
    need.records += people * shape.binary_traits * 24 * (shape.covariates + 2);
    if (shape.survival) { need.records += people * shape.traits * (64 + 42 * shape.covariates); }
    need.genotypes = in_flight * shape.block_variants * call_bytes;
    if (shape.recoded) {
        for (const std::uint64_t each : shape.people) {
            need.genotypes += shape.threads * shape.block_variants * (2 * (each / 4 + 1) + 512);
        }
    }
    std::uint64_t largest_with_dosages = 0;
    for (const std::uint64_t each : shape.dosage_people) {
        need.genotypes += in_flight * shape.block_variants * 2 * each;
        if (shape.recoded) { need.genotypes += shape.threads * shape.block_variants * 10 * each; }
        largest_with_dosages = std::max(largest_with_dosages, each);
    }
    for (const std::uint64_t each : shape.predictor_people) {
        need.genotypes += (in_flight + shape.threads) * shape.block_variants * 8 * each;  // and in units of the scan
        largest_with_dosages = std::max(largest_with_dosages, each);
    }
    need.sums = shape.threads * (shape.kernel_block > 0 ? shape.kernel_block : block_bound(shape));
    if (shape.survival) {
        need.sums += shape.threads * (160 * largest + 400 * std::min<std::uint64_t>(largest, 50'000));
        // Covariates and variant of a cohort's people, a copy by the people with a call and one by their weights: what
        // tests of proportional hazards, robust errors and grouped time look at.
        need.sums += shape.threads * 24 * largest * (shape.covariates + 2);
    }
    need.sums += shape.threads * 240 * largest_with_dosages;
    need.sums += need.sums / 10;  // what the allocator does not give back
    const std::uint64_t row = 256 + 176 * cohorts;
    const std::uint64_t text = 300 * (cohorts + 1);
    need.rows = shape.block_variants * shape.traits * ((in_flight + 32) * row + 20 * text);
    return need;
}

}  // namespace atria::pipeline
