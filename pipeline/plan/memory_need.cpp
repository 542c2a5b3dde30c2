#include "pipeline/plan/memory_need.hpp"

namespace atria::pipeline {

MemoryNeed memory_need(const ScanShape& shape) {
    constexpr std::uint64_t mebibyte = 1024 * 1024;
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
    need.records = people * (16 * (columns + 3) + 16 * (columns + 1));
    if (shape.survival) { need.records += people * shape.traits * 24; }
    need.genotypes = in_flight * shape.block_variants * call_bytes;
    need.sums = shape.threads * shape.block_variants * cohorts * 8 * (4 + (columns + 2) * (columns + 2));
    const std::uint64_t row = 192 + 112 * cohorts + 400 * (cohorts + 1);
    need.rows = (in_flight + 32) * shape.block_variants * shape.traits * row;
    return need;
}

}  // namespace atria::pipeline
