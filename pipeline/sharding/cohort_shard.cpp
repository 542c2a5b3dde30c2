#include "pipeline/sharding/cohort_shard.hpp"

#include "kernels/data/allele_match.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/sharding/genotype_listing.hpp"
#include "pipeline/sharding/strand_evidence.hpp"

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace atria::pipeline {

namespace {

/// A reader for each genotype file of a cohort that has variants on the chromosome, of those that were placed.
std::vector<std::unique_ptr<io::GenotypeReader>> readers_of(const CohortInput& cohort,
                                                            const std::filesystem::path& listing, Chromosome chromosome,
                                                            std::span<const io::Placement> placements) {
    std::vector<std::unique_ptr<io::GenotypeReader>> readers(cohort.genotypes.size());
    for (std::uint32_t file = 0; file < readers.size(); ++file) {
        std::vector<io::VariantPlace> places;
        io::read_listing(listing_prefix(listing, cohort.genotypes[file]), chromosome,
                         [&](const io::FileVariant& variant) { places.push_back(variant.place); });
        std::vector<io::WantedVariant> wanted;
        for (const auto& placement : placements) {
            if (placement.file != file) { continue; }
            wanted.push_back({places.at(static_cast<std::size_t>(placement.row)), placement.turned});
        }
        if (wanted.empty()) { continue; }
        readers[file] = cohort.genotypes[file].source->reader(cohort.people.sample_of_person[file], std::move(wanted));
    }
    return readers;
}

}  // namespace

io::VariantAlignment align_chromosome(const StudyInput& study, const std::filesystem::path& listing,
                                      Chromosome chromosome, const io::AlignmentRule& rule, Exclusions* exclusions) {
    io::VariantAlignment alignment(chromosome, study.cohorts.size(), rule);
    for (std::uint32_t cohort = 0; cohort < study.cohorts.size(); ++cohort) {
        const auto& genotypes = study.cohorts[cohort].genotypes;
        for (std::uint32_t file = 0; file < genotypes.size(); ++file) {
            std::uint64_t row = 0;
            StrandEvidenceReader evidence(study, listing, cohort, genotypes[file], chromosome);
            io::read_listing(listing_prefix(listing, genotypes[file]), chromosome, [&](const io::FileVariant& variant) {
                io::SourceDetail detail{static_cast<std::uint32_t>(genotypes[file].listing), {}, variant.read_as};
                if (is_other_strand(variant.effect_allele, variant.other_allele)) {
                    detail.frequency = evidence.next();
                }
                alignment.add(cohort, file, row++, variant.position, variant.effect_allele, variant.other_allele,
                              variant.id, variant.turned, detail);
            });
            if (row != genotypes[file].variants.of_chromosome.at(chromosome)) {
                throw Error(Fault::read_write, listing.string() +
                                                   ": the list of variants that was made there is not whole. Check "
                                                   "the disk and run the command again.");
            }
        }
    }
    alignment.align([&](const io::AlignmentNote& note) {
        if (exclusions == nullptr) { return; }
        const auto& cohort = study.cohorts[note.cohort];
        std::string detail = std::to_string(int{chromosome}) + ":" + std::to_string(note.position) + ":";
        detail.append(note.other_allele).append(":").append(note.effect_allele);
        exclusions->add(
            {cohort.name, cohort.genotypes[note.file].name, "variant", note.id, detail, note.reason, note.left_out});
    });
    return alignment;
}

std::string shard_path(const std::string& cohort, Chromosome chromosome) {
    return cohort + "/chr" + std::to_string(int{chromosome}) + ".h5";
}

io::UnsealedShard write_cohort_shard(const std::filesystem::path& folder, const CohortInput& cohort,
                                     const std::filesystem::path& listing, std::uint32_t cohort_index,
                                     Chromosome chromosome, const io::VariantAlignment& alignment, io::DosageBits bits,
                                     const std::function<void()>& added, std::span<io::UnusualCalls> unusual) {
    const std::span<const io::Placement> placements(alignment.placements(cohort_index));
    const auto readers = readers_of(cohort, listing, chromosome, placements);
    io::ShardWriter writer(folder / shard_path(cohort.name, chromosome), cohort.name, chromosome, cohort.people.size(),
                           bits);
    for (const auto& placement : placements) {
        const Variant variant = alignment.variant(placement.study_index);
        const io::GenotypeRow row = readers[placement.file]->next();
        if (row.dosages.empty()) {
            writer.add(variant, placement.study_index, row.calls);
        } else {
            writer.add_dosages(variant, placement.study_index, row.dosages, row.info);
        }
        added();
    }
    for (std::size_t file = 0; file < readers.size(); ++file) {
        if (readers[file]) { unusual[file] += readers[file]->unusual(); }
    }
    return writer.write_out();
}

}  // namespace atria::pipeline
