#pragma once

#include "io/genotypes/genotype_source.hpp"
#include "kernels/data/genotype_block.hpp"

#include <cstdio>
#include <string>
#include <vector>

namespace atria::test {

/// A variant of a genotype file in words, with its calls (a digit a person, - missing) or dosages (copies).
struct ReadVariant {
    std::string name;  ///< "chromosome:position:other:effect id"
    std::string calls;
    std::vector<double> copies;  ///< -1: missing
    double info = 0;
};

/// What a genotype file holds.
struct ReadGenotypes {
    std::vector<std::string> people;
    std::string taken_from;
    std::vector<std::string> warnings;
    io::UnusualCalls unusual;
    std::vector<ReadVariant> variants;
    std::vector<std::string> unusable;  ///< "id detail: reason"
};

/// Scans the file and reads every variant in all its people, or in those of `sample_of_person`; turned: counting the
/// other allele.
inline ReadGenotypes read_genotypes(const io::GenotypeSource& source, std::vector<std::uint32_t> sample_of_person = {},
                                    bool turned = false) {
    ReadGenotypes found;
    found.people = source.people();
    if (sample_of_person.empty()) {
        for (std::uint32_t i = 0; i < found.people.size(); ++i) { sample_of_person.push_back(i); }
    }
    std::vector<io::WantedVariant> wanted;
    auto report = source.scan(
        [&](const io::FileVariant& v) {
            found.variants.push_back({std::to_string(int{v.chromosome}) + ":" + std::to_string(v.position) + ":" +
                                          std::string(v.other_allele) + ":" + std::string(v.effect_allele) + " " +
                                          std::string(v.id),
                                      {},
                                      {},
                                      0});
            wanted.push_back({v.place, v.turned != turned});
        },
        [&](std::string_view id, std::string_view detail, std::string_view reason) {
            found.unusable.push_back(std::string(id) + " " + std::string(detail) + ": " + std::string(reason));
        });
    found.taken_from = std::move(report.taken_from);
    found.warnings = std::move(report.warnings);
    const std::size_t people = sample_of_person.size();
    const auto reader = source.reader(std::move(sample_of_person), wanted);
    for (auto& variant : found.variants) {
        const io::GenotypeRow row = reader->next();
        variant.info = row.info;
        for (std::size_t i = 0; i < people && !row.calls.empty(); ++i) {
            variant.calls += "012-"[row.calls[i / 4] >> 2 * (i % 4) & 3];
        }
        for (const Dosage dosage : row.dosages) {
            variant.copies.push_back(dosage == missing_dosage ? -1 : copies_of(dosage));
        }
    }
    found.unusual = reader->unusual();
    return found;
}

}  // namespace atria::test
