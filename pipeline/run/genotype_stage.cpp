#include "pipeline/run/genotype_stage.hpp"

#include "kernels/data/genotype_recoding.hpp"
#include "pipeline/run/scanned_chromosomes.hpp"

#include <algorithm>
#include <cstddef>

namespace atria::pipeline {

GenotypeStage::GenotypeStage(const GenotypeRequest& request, const std::filesystem::path& study,
                             const io::Manifest& manifest, StudyRecords& records)
    : request_(request),
      chromosomes_(scanned_chromosomes(request, manifest)),
      cohorts_(chosen_people(request, manifest, records, detail_)),
      variants_(request, study / manifest.variants_path, manifest.build) {
    warn_of_absent_chromosomes(request, manifest);
    find_copies(request, chromosomes_, manifest, records, cohorts_, detail_);
    warn_without_sex(request, chromosomes_, records);
}

io::Manifest GenotypeStage::planned(const io::Manifest& manifest) const {
    io::Manifest part = manifest;
    std::erase_if(part.chromosomes,
                  [this](const io::ChromosomeEntry& entry) { return !has(chromosomes_, entry.chromosome); });
    return part;
}

bool GenotypeStage::recodes() const {
    return request_.model != GeneticModel::additive ||
           std::ranges::any_of(single_chromosomes, [this](Chromosome one) { return has(chromosomes_, one); });
}

FilteredBlock GenotypeStage::apply(const VariantChoice& choice, std::span<GenotypeBlock> genotypes,
                                   StageCounts& counts) const {
    const std::size_t variants = choice.fates.size();
    const auto place = std::ranges::find(single_chromosomes, choice.chromosome);
    const auto single = static_cast<std::size_t>(place - single_chromosomes.begin());
    for (std::size_t c = 0; c < genotypes.size(); ++c) {
        std::vector<VariantCoding> codings(variants);
        for (std::size_t v = 0; v < variants; ++v) {
            if (choice.fates[v] != VariantFate::kept) {
                genotypes[c].variants[v] = GenotypeView{};
                continue;
            }
            const PeopleCopies* copies = cohorts_[c].copies_at(choice, v);
            const bool two = choice.chromosome == chromosome_x && request_.men_count_two;
            codings[v] = {copies != nullptr ? &copies->copies : nullptr, request_.model,
                          static_cast<std::uint8_t>(two ? 2 : 1)};
            if (copies != nullptr) {
                counts.single_variants[single] += c == 0 ? 1U : 0U;
                counts.single_people[single] += copies->single;
            }
        }
        if (!recodes()) { continue; }
        RecodingCounts set_missing;
        genotypes[c] = recoded(genotypes[c], codings, set_missing);
        if (single < counts.set_missing.size()) { counts.set_missing[single].add(set_missing); }
    }
    FilteredBlock filtered = filter_variants(request_, cohorts_, choice, genotypes, counts);
    if (request_.predictors) { filtered.units = standardise(request_.scaling, cohorts_, genotypes); }
    return filtered;
}

StageCounts GenotypeStage::no_counts() const {
    StageCounts counts;
    counts.below_mac.assign(cohorts_.size(), 0);
    counts.below_info.assign(cohorts_.size(), 0);
    counts.below_hwe.assign(cohorts_.size(), 0);
    return counts;
}

nlohmann::ordered_json GenotypeStage::report(const StageCounts& mine, const Communicator& communicator) const {
    nlohmann::ordered_json detail = detail_;
    report_variants(mine, request_.predictors, communicator, detail);
    variants_.name_unmet(communicator, detail);
    if (request_.predictors) { return detail; }
    report_cohort_filters(mine, request_, cohorts_, communicator, detail);
    report_single_copies(mine, chromosomes_, communicator, detail);
    return detail;
}

std::string GenotypeStage::notes() const {
    if (request_.predictors) { return {}; }
    std::string notes;
    if (request_.model == GeneticModel::dominant) {
        notes += "Dominant model: beta is that of people with one or two copies against none. ";
    }
    if (request_.model == GeneticModel::recessive) {
        notes += "Recessive model: beta is that of people with two copies against one or none. ";
    }
    if (has(chromosomes_, chromosome_x) && request_.model == GeneticModel::additive) {
        notes += std::string("On X outside the pseudo-autosomal regions a man counts ") +
                 (request_.men_count_two ? "0 or 2. " : "0 or 1. ");
    }
    if (!notes.empty()) { notes.pop_back(); }
    return notes;
}

}  // namespace atria::pipeline
