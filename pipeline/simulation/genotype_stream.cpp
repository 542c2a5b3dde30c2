#include "pipeline/simulation/genotype_stream.hpp"

#include "kernels/simulation/genotype_draws.hpp"
#include "pipeline/run/parallel_for.hpp"

#include <algorithm>
#include <vector>

namespace atria::pipeline {

void stream_genotypes(const SimulatedStudy& study, std::uint32_t cohort, std::uint32_t first, std::uint32_t count,
                      int threads, const VariantSink& sink, std::size_t block_bytes) {
    constexpr std::size_t most_variants = 8192;  // bounds the sites, too, when cohorts are tiny
    const std::size_t people = study.people[cohort];
    const std::size_t row = (people + 3) / 4;
    const std::size_t block =
        std::min<std::size_t>(std::clamp<std::size_t>(block_bytes / row, 1, most_variants), count);

    std::vector<std::uint8_t> codes(block * row);
    std::vector<simulation::Site> sites(block);
    for (std::size_t done = 0; done < count; done += block) {
        const std::size_t here = std::min(block, count - done);
        const auto variant = [&](std::size_t i) { return static_cast<std::uint32_t>(first + done + i); };
        const auto calls = [&](std::size_t i) { return std::span(codes).subspan(i * row, row); };
        parallel_for(here, threads, [&](std::size_t i) {
            sites[i] = study.sites.site(variant(i));
            const double frequency = simulation::cohort_frequency(study.design, cohort, variant(i), sites[i].frequency);
            simulation::draw_genotypes(study.design, cohort, variant(i), frequency, people, calls(i));
        });
        for (std::size_t i = 0; i < here; ++i) { sink(variant(i), sites[i], calls(i)); }
    }
}

}  // namespace atria::pipeline
