#include "pipeline/sharding/strand_evidence.hpp"

#include "kernels/data/allele_match.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/genotype_block.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/sharding/genotype_listing.hpp"
#include "pipeline/simulation/deal.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace atria::pipeline {

namespace {

/// A cohort that reads a file.
struct FileUser {
    std::span<const std::uint32_t> samples;  ///< its people in the file, or io::no_sample
    bool has_all = false;                    ///< everybody of the file, in its order
};

/// A genotype file and those who read it.
struct SharedFile {
    const GenotypeInput* genotypes = nullptr;
    std::vector<FileUser> users;
};

/// By number of their list.
std::map<std::size_t, SharedFile> shared_files(const StudyInput& study) {
    std::map<std::size_t, SharedFile> files;
    for (const auto& cohort : study.cohorts) {
        for (std::size_t file = 0; file < cohort.genotypes.size(); ++file) {
            auto& shared = files[cohort.genotypes[file].listing];
            shared.genotypes = &cohort.genotypes[file];
            const std::span<const std::uint32_t> samples(cohort.people.sample_of_person[file]);
            std::uint32_t next = 0;
            const bool in_order = std::ranges::all_of(samples, [&](std::uint32_t sample) { return sample == next++; });
            shared.users.push_back({samples, in_order && samples.size() == shared.genotypes->samples});
        }
    }
    return files;
}

std::filesystem::path evidence_file(const std::filesystem::path& folder, const GenotypeInput& genotypes,
                                    Chromosome chromosome) {
    return listing_prefix(folder, genotypes).string() + ".alleles" + std::to_string(int{chromosome});
}

/// Copies, and people with a call, of four calls in a byte: copies + 16 people.
constexpr std::array<std::uint8_t, 256> counts_of_byte = [] {
    std::array<std::uint8_t, 256> counts{};
    for (unsigned byte = 0; byte < counts.size(); ++byte) {
        for (unsigned i = 0; i < 4; ++i) {
            const unsigned call = byte >> 2 * i & 3U;
            if (call != missing_call) { counts.at(byte) = static_cast<std::uint8_t>(counts.at(byte) + call + 16); }
        }
    }
    return counts;
}();

quality::AlleleSample count(const io::GenotypeRow& row, const FileUser& user) {
    std::uint64_t effect = 0;
    std::uint64_t people = 0;
    if (user.has_all && row.dosages.empty()) {
        for (const std::uint8_t byte : row.calls) {
            const std::uint8_t counts = counts_of_byte[byte];
            effect += counts & 15U;
            people += counts >> 4U;
        }
        people -= 4 * row.calls.size() - user.samples.size();  // behind the last one nobody has no copies
        return {static_cast<double>(effect), 2 * static_cast<double>(people)};
    }
    for (const std::uint32_t sample : user.samples) {
        if (sample == io::no_sample) { continue; }
        if (row.dosages.empty()) {
            const unsigned call = static_cast<unsigned>(row.calls[sample / 4]) >> 2 * (sample % 4) & 3U;
            people += call == missing_call ? 0 : 1;
            effect += call == missing_call ? 0 : call * one_copy;
        } else if (row.dosages[sample] != missing_dosage) {
            ++people;
            effect += row.dosages[sample];
        }
    }
    return {static_cast<double>(effect) / one_copy, 2 * static_cast<double>(people)};
}

/// Returns how many variants were counted.
std::uint64_t count_chromosome(const SharedFile& shared, const std::filesystem::path& folder, Chromosome chromosome) {
    std::vector<io::WantedVariant> wanted;
    io::read_listing(listing_prefix(folder, *shared.genotypes), chromosome, [&](const io::FileVariant& variant) {
        if (is_other_strand(variant.effect_allele, variant.other_allele)) {
            wanted.push_back({variant.place, variant.turned});
        }
    });
    const std::size_t variants = wanted.size();
    if (variants == 0) { return 0; }
    std::vector<std::uint32_t> everybody(static_cast<std::size_t>(shared.genotypes->samples));
    std::iota(everybody.begin(), everybody.end(), 0U);
    const auto reader = shared.genotypes->source->reader(std::move(everybody), std::move(wanted));
    const auto path = evidence_file(folder, *shared.genotypes, chromosome);
    std::ofstream output(path, std::ios::binary);
    for (std::size_t i = 0; i < variants; ++i) {
        const io::GenotypeRow row = reader->next();
        for (const FileUser& user : shared.users) {
            const quality::AlleleSample sample = count(row, user);
            output.write(reinterpret_cast<const char*>(&sample), sizeof sample);
        }
    }
    output.close();
    if (!output) {
        throw Error(Fault::read_write,
                    path.string() + ": writing failed. Check that the folder is writable and has space left.");
    }
    return variants;
}

}  // namespace

void count_strand_evidence(const StudyInput& study, const std::filesystem::path& folder,
                           const Communicator& communicator) {
    const auto files = shared_files(study);
    if (files.size() < 2) { return; }
    struct Task {
        const SharedFile* file = nullptr;
        Chromosome chromosome = 0;
    };
    std::vector<Task> tasks;
    std::vector<std::uint64_t> costs;
    for (const auto& [listing, shared] : files) {
        for (Chromosome chromosome = 1; chromosome <= last_chromosome; ++chromosome) {
            const std::uint64_t variants = shared.genotypes->variants.of_chromosome.at(chromosome);
            if (variants == 0) { continue; }
            tasks.push_back({&shared, chromosome});
            costs.push_back(variants * shared.genotypes->samples);
        }
    }
    const auto rank_of = deal(costs, communicator.size());
    std::uint64_t variants = 0;
    together(communicator, [&] {
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            if (rank_of[i] != communicator.rank()) { continue; }
            variants += count_chromosome(*tasks[i].file, folder, tasks[i].chromosome);
        }
    });
    variants = communicator.sum_all(variants);
    if (variants > 0) {
        log_info("counted the alleles of " + std::to_string(variants) +
                 " A/T and C/G variants in the genotype files, to tell their strand by frequency");
    }
}

StrandEvidenceReader::StrandEvidenceReader(const StudyInput& study, const std::filesystem::path& folder,
                                           std::uint32_t cohort, const GenotypeInput& genotypes, Chromosome chromosome)
    : file_(evidence_file(folder, genotypes, chromosome)), counted_(std::filesystem::exists(file_)) {
    if (!counted_) { return; }
    std::size_t users = 0;
    for (std::uint32_t c = 0; c < study.cohorts.size(); ++c) {
        for (const auto& file : study.cohorts[c].genotypes) {
            if (file.listing != genotypes.listing) { continue; }
            if (c == cohort && &file == &genotypes) { place_ = users; }
            ++users;
        }
    }
    row_.resize(users);
    input_.open(file_, std::ios::binary);
}

quality::AlleleSample StrandEvidenceReader::next() {
    if (!counted_) { return {}; }
    input_.read(reinterpret_cast<char*>(row_.data()),
                static_cast<std::streamsize>(row_.size() * sizeof(quality::AlleleSample)));
    if (!input_) {
        throw Error(Fault::read_write,
                    file_.string() +
                        ": counts of alleles that were made there cannot be read again. Check the disk "
                        "and run the command again.");
    }
    return row_.at(place_);
}

}  // namespace atria::pipeline
