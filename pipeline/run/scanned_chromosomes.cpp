#include "pipeline/run/scanned_chromosomes.hpp"

#include "io/tables/name_list.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <string>

namespace atria::pipeline {
namespace {

std::string names_of(const std::vector<Chromosome>& chromosomes) {
    std::vector<std::string> names;
    names.reserve(chromosomes.size());
    for (const Chromosome chromosome : chromosomes) { names.push_back(chromosome_name(chromosome)); }
    return io::name_list(names);
}

}  // namespace

bool has(const std::vector<Chromosome>& chromosomes, Chromosome one) {
    return std::ranges::find(chromosomes, one) != chromosomes.end();
}

std::vector<Chromosome> scanned_chromosomes(const GenotypeRequest& request, const io::Manifest& manifest) {
    std::vector<Chromosome> chosen;
    std::vector<Chromosome> held;
    for (const io::ChromosomeEntry& entry : manifest.chromosomes) {
        if (entry.variants > 0) { held.push_back(entry.chromosome); }
    }
    for (const Chromosome chromosome : held) {
        const bool by_name = request.chromosomes.empty() || has(request.chromosomes, chromosome);
        const bool by_region =
            request.regions.empty() || std::ranges::any_of(request.regions, [chromosome](const Region& region) {
                return region.chromosome == chromosome;
            });
        if (by_name && by_region) { chosen.push_back(chromosome); }
    }
    if (chosen.empty() && !held.empty()) {
        throw Error(
            Fault::bad_config,
            "--chromosome and --region leave nothing of the study, which has the chromosomes " + names_of(held));
    }
    return chosen;
}

void warn_of_absent_chromosomes(const GenotypeRequest& request, const io::Manifest& manifest) {
    std::vector<Chromosome> absent;
    const auto look_for = [&](Chromosome one) {
        const bool held = std::ranges::any_of(manifest.chromosomes, [one](const io::ChromosomeEntry& entry) {
            return entry.chromosome == one && entry.variants > 0;
        });
        if (!held && !has(absent, one)) { absent.push_back(one); }
    };
    for (const Chromosome chromosome : request.chromosomes) { look_for(chromosome); }
    for (const Region& region : request.regions) { look_for(region.chromosome); }
    if (absent.empty()) { return; }
    log_warning("--chromosome and --region name chromosomes of which the study has no variants: " + names_of(absent));
}

}  // namespace atria::pipeline
