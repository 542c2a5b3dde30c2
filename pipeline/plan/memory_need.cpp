#include "pipeline/plan/memory_need.hpp"

#include <algorithm>

namespace atria::pipeline {

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
    need.program = 96 * mebibyte;
    std::uint64_t largest = 0;
    for (const std::uint64_t each : shape.people) { largest = std::max(largest, each); }
    need.records = people * (24 * (columns + 3) + shape.traits * 16 * (shape.covariates + 2));
    if (shape.survival) { need.records += people * shape.traits * (64 + 42 * shape.covariates); }
    need.genotypes = in_flight * shape.block_variants * call_bytes;
    if (shape.recoded) {
        for (const std::uint64_t each : shape.people) {
            need.genotypes += shape.threads * shape.block_variants * (2 * (each / 4 + 1) + 512);
        }
    }
    need.sums = shape.threads * shape.block_variants * cohorts * 8 * (4 + (columns + 2) * (columns + 2));
    if (shape.survival) {
        need.sums += shape.threads * (160 * largest + 400 * std::min<std::uint64_t>(largest, 50'000));
    }
    const std::uint64_t row = 192 + 112 * cohorts + 400 * (cohorts + 1);
    need.rows = (in_flight + 32) * shape.block_variants * shape.traits * row;
    return need;
}

}  // namespace atria::pipeline
