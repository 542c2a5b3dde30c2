#include "io/genotypes/reference/reference_alleles.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace atria;
using namespace atria::io;

namespace {

class TextSequence final : public ReferenceSequence {
public:
    explicit TextSequence(std::string bases) : bases_(std::move(bases)) {}
    [[nodiscard]] std::uint32_t length(Chromosome chromosome) const override {
        return chromosome == 1 ? static_cast<std::uint32_t>(bases_.size()) : 0;
    }
    [[nodiscard]] char base(Chromosome /*chromosome*/, std::uint32_t position) const override {
        return bases_.at(position - 1);
    }

private:
    std::string bases_;
};

/// "position other effect fate", with "t" when turned; or why not.
std::string fit(const ReferenceSequence& sequence, std::uint32_t position, std::string_view other,
                std::string_view effect, bool certain = false, Chromosome chromosome = 1) {
    FittedVariant fitted;
    const auto reason =
        fit_to_reference({chromosome, position, effect, other, "v", false, {7, 0}, {}}, certain, sequence, fitted);
    if (!reason.empty()) { return std::string(reason); }
    const FileVariant v = fitted.variant();
    REQUIRE(v.id == "v");
    REQUIRE(v.place.offset == 7);
    return std::to_string(v.position) + " " + std::string(v.other_allele) + " " + std::string(v.effect_allele) + " " +
           fate_text(v.read_as) + (v.turned ? " t" : "");
}

}  // namespace

TEST_CASE("the other allele becomes that of the reference, where the file leaves it open") {
    const TextSequence sequence("ACGTACGTTTGACAN");
    CHECK(fit(sequence, 2, "C", "T") == "2 C T as_is");
    CHECK(fit(sequence, 2, "T", "C") == "2 C T swapped t");
    CHECK(fit(sequence, 2, "T", "C", true) == "2 C T swapped t");
    CHECK(fit(sequence, 2, "G", "A") == "2 C T flipped");
    CHECK(fit(sequence, 2, "G", "A", true) == "2 C T flipped");
    CHECK(fit(sequence, 2, "A", "G") == "2 C T flipped_swapped t");
    CHECK(fit(sequence, 2, "A", "G", true) == "2 C T flipped_swapped t");
    CHECK(fit(sequence, 2, "A", "T") == not_the_reference);
    CHECK(fit(sequence, 1, "T", "A") == "1 A T swapped t");
    CHECK(fit(sequence, 1, "T", "A", true) == ambiguous_reference);
    CHECK(fit(sequence, 1, "A", "T", true) == "1 A T as_is");
    CHECK(fit(sequence, 15, "A", "T") == not_the_reference);  // N
    CHECK(fit(sequence, 16, "A", "T") == not_in_the_reference);
    CHECK(fit(sequence, 2, "C", "T", false, 2) == not_in_the_reference);
    CHECK(fit(sequence, 15, "AC", "A") == not_the_reference);  // behind the end
}

TEST_CASE("indels are trimmed and moved to the left") {
    const TextSequence sequence("GGGCACACACAGGG");
    // The cases of Tan et al. 2015, figure 1: one deletion of CA, written in five ways.
    for (const auto& [position, other, effect] :
         {std::tuple{6U, "CAC", "C"}, {3U, "GCACA", "GCA"}, {2U, "GGCA", "GG"}, {8U, "CAC", "C"}, {3U, "GCA", "G"}}) {
        CHECK(fit(sequence, position, other, effect).starts_with("3 GCA G "));
    }
    CHECK(fit(sequence, 3, "GCA", "G") == "3 GCA G as_is");
    CHECK(fit(sequence, 9, "ACA", "A") == "3 GCA G normalised");
    CHECK(fit(sequence, 9, "A", "ACAT") == "9 A ACAT as_is");
    CHECK(fit(sequence, 4, "CAC", "CAT") == "6 C T normalised");
    CHECK(fit(sequence, 1, "GG", "G") == "1 GG G as_is");  // nothing stands in front of it
}

// The oracle puts the variant into the sequence: fitting must not change the haplotype that carries the effect allele,
// and no shorter or earlier way to write it may be left.
TEST_CASE("random indels keep their haplotype and cannot be written further left") {
    std::mt19937 random(5);
    const auto bases = [&](std::size_t length) {
        std::string text(length, 'A');
        for (char& base : text) { base = random() % 3 == 0 ? 'C' : 'A'; }
        return text;
    };
    for (int trial = 0; trial < 3000; ++trial) {
        const std::string genome = bases(30);
        const TextSequence sequence(genome);
        const std::size_t at = 5 + random() % 15;
        const std::string other = genome.substr(at, 1 + random() % 4);
        const std::string effect = bases(1 + random() % 4);
        if (effect == other) { continue; }
        const std::string haplotype = genome.substr(0, at) + effect + genome.substr(at + other.size());
        FittedVariant fitted;
        REQUIRE(fit_to_reference({1, static_cast<std::uint32_t>(at + 1), effect, other, "", false, {}, {}}, true,
                                 sequence, fitted)
                    .empty());
        const FileVariant v = fitted.variant();
        const std::string found_other(v.other_allele);
        const std::string found_effect(v.effect_allele);
        REQUIRE(genome.substr(v.position - 1, found_other.size()) == found_other);
        REQUIRE(genome.substr(0, v.position - 1) + found_effect + genome.substr(v.position - 1 + found_other.size()) ==
                haplotype);
        // All ways to write the haplotype with one replacement: the leftmost of the shortest.
        std::string best;
        for (std::size_t size = 1; best.empty(); ++size) {
            for (std::size_t from = 0; from + size <= genome.size() && best.empty(); ++from) {
                const auto replaced = static_cast<std::ptrdiff_t>(size) +
                                      static_cast<std::ptrdiff_t>(haplotype.size()) -
                                      static_cast<std::ptrdiff_t>(genome.size());
                if (replaced < 1 || genome.substr(0, from) != haplotype.substr(0, from) ||
                    genome.substr(from + size) != haplotype.substr(from + static_cast<std::size_t>(replaced))) {
                    continue;
                }
                best = std::to_string(from + 1) + genome.substr(from, size) + ">" +
                       haplotype.substr(from, static_cast<std::size_t>(replaced));
            }
        }
        REQUIRE(std::to_string(v.position) + found_other + ">" + found_effect == best);
    }
}
