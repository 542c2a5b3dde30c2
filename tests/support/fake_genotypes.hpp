#pragma once

#include "io/genotypes/genotype_source.hpp"
#include "io/genotypes/packed_calls.hpp"
#include "pipeline/comm/one_rank.hpp"
#include "pipeline/sharding/genotype_listing.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace atria::test {

/// A variant of a file that lives in memory only: copies of the effect allele by person, in halves of a copy when they
/// are dosages; -1: missing.
struct FakeVariant {
    Chromosome chromosome = 1;
    std::uint32_t position = 0;
    std::string effect;
    std::string other;
    std::string id;
    std::vector<int> copies;
    bool dosages = false;
};

/// A genotype file of any format, without a file.
class FakeGenotypes final : public io::GenotypeSource {
public:
    FakeGenotypes(std::size_t people, std::vector<FakeVariant> variants, io::StatedBuild build = {})
        : variants_(std::move(variants)), build_(std::move(build)) {
        for (std::size_t i = 0; i < people; ++i) { people_.push_back("p" + std::to_string(i)); }
    }

    [[nodiscard]] const std::vector<std::string>& people() const override { return people_; }
    [[nodiscard]] io::StatedBuild stated_build() const override { return build_; }

    [[nodiscard]] io::ScanReport scan(const std::function<void(const io::FileVariant&)>& take,
                                      const io::UnusableVariant& /*unusable*/) const override {
        for (std::size_t i = 0; i < variants_.size(); ++i) {
            const FakeVariant& v = variants_[i];
            take({v.chromosome, v.position, v.effect, v.other, v.id, false, {i, 0}, {}});
        }
        return {"memory", {}};
    }

    [[nodiscard]] std::unique_ptr<io::GenotypeReader> reader(std::vector<std::uint32_t> sample_of_person,
                                                             std::vector<io::WantedVariant> wanted) const override {
        return std::make_unique<Reader>(variants_, std::move(sample_of_person), std::move(wanted));
    }

private:
    class Reader final : public io::GenotypeReader {
    public:
        Reader(const std::vector<FakeVariant>& variants, std::vector<std::uint32_t> samples,
               std::vector<io::WantedVariant> wanted)
            : variants_(variants), samples_(std::move(samples)), wanted_(std::move(wanted)) {}

        io::GenotypeRow next() override {
            const FakeVariant& v = variants_.at(static_cast<std::size_t>(wanted_.at(at_++).place.offset));
            const auto copies = [&](std::size_t person) { return v.copies.at(samples_.at(person)); };
            if (v.dosages) {
                dosages_.clear();
                for (std::size_t i = 0; i < samples_.size(); ++i) {
                    dosages_.push_back(copies(i) < 0 ? missing_dosage : static_cast<Dosage>(copies(i) * one_copy / 2));
                }
                return {{}, dosages_};
            }
            calls_.assign((samples_.size() + 3) / 4, 0);
            io::pack_calls(
                samples_.size(),
                [&](std::size_t i) { return copies(i) < 0 ? missing_call : static_cast<std::uint8_t>(copies(i)); },
                calls_);
            return {calls_, {}};
        }

    private:
        const std::vector<FakeVariant>& variants_;
        std::vector<std::uint32_t> samples_;
        std::vector<io::WantedVariant> wanted_;
        std::vector<std::uint8_t> calls_;
        std::vector<Dosage> dosages_;
        std::size_t at_ = 0;
    };

    std::vector<std::string> people_;
    std::vector<FakeVariant> variants_;
    io::StatedBuild build_;
};

/// Lists the variants of the study's files on one rank, with nothing finished before.
inline void list_anew(pipeline::StudyInput& study, const std::filesystem::path& folder) {
    const pipeline::OneRank one_rank;
    const pipeline::LedgerEntries nothing;
    const pipeline::OrderlyStop stop(one_rank, 0);
    pipeline::list_genotypes(study, folder, {}, {}, {nothing, nullptr, stop}, one_rank);
}

}  // namespace atria::test
