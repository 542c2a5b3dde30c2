#include "kernels/simulation/variant_sites.hpp"

#include "kernels/data/error.hpp"
#include "kernels/simulation/apportionment.hpp"
#include "kernels/simulation/random_stream.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <string>

namespace atria::simulation {
namespace {

/// GRCh38 lengths of the autosomes in base pairs.
constexpr std::array<std::uint32_t, 22> autosome_lengths = {
    248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636,
    138394717, 133797422, 135086622, 133275309, 114364328, 107043718, 101991189, 90338345,
    83257441,  80373285,  58617616,  64444167,  46709983,  50818468};

/// Effect and other allele: every ordered pair that the strand does not make ambiguous.
constexpr std::array<std::array<char, 2>, 8> allele_pairs = {
    {{'A', 'C'}, {'A', 'G'}, {'C', 'A'}, {'C', 'T'}, {'G', 'A'}, {'G', 'T'}, {'T', 'C'}, {'T', 'G'}}};

double draw_frequency(RandomStream& stream, Spectrum spectrum, double min_maf) {
    const double u = stream.uniform();
    double minor = 0;
    if (spectrum == Spectrum::rare) {
        // Density 1 / (p (1 - p)) on [min_maf, 1/2] is a uniform logit on [logit(min_maf), 0].
        const double logit = u * std::log(min_maf / (1 - min_maf));
        minor = 1 / (1 + std::exp(-logit));
    } else {
        minor = min_maf + u * (0.5 - min_maf);
    }
    // The effect allele is taken as the younger one. Under neutrality its frequency has density 1 / x on (0, 1), so
    // that it is the major allele with probability p.
    return stream.uniform() < minor ? 1 - minor : minor;
}

}  // namespace

VariantSites::VariantSites(const StudyDesign& design)
    : seed_(design.seed), spectrum_(design.spectrum), min_maf_(design.min_maf) {
    std::vector<double> lengths;
    for (const Chromosome chromosome : design.chromosomes) {
        if (chromosome < 1 || chromosome > autosome_lengths.size()) {
            throw Error(Fault::usage, "chromosome " + std::to_string(int{chromosome}) +
                                          " cannot be simulated; choose among the autosomes 1 to 22");
        }
        lengths.push_back(autosome_lengths[chromosome - 1U]);
    }
    assert(!lengths.empty() && design.min_maf > 0 && design.min_maf < 0.5);

    const std::vector<std::uint32_t> shares = apportion(design.variants, lengths);
    std::uint32_t first = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const Chromosome chromosome = design.chromosomes[i];
        const std::uint32_t length = autosome_lengths[chromosome - 1U];
        if (shares[i] > length) {
            throw Error(Fault::usage, "chromosome " + std::to_string(int{chromosome}) + " has " +
                                          std::to_string(length) + " positions, too few for " +
                                          std::to_string(shares[i]) +
                                          " variants; ask for fewer variants or more chromosomes");
        }
        if (shares[i] > 0) { runs_.push_back({chromosome, first, shares[i], length}); }
        first += shares[i];
    }
}

double VariantSites::frequency(std::uint32_t index) const {
    RandomStream stream(seed_, Purpose::site, 0, index);
    return draw_frequency(stream, spectrum_, min_maf_);
}

Site VariantSites::site(std::uint32_t index) const {
    const auto after = std::upper_bound(runs_.begin(), runs_.end(), index,
                                        [](std::uint32_t value, const Run& run) { return value < run.first; });
    assert(after != runs_.begin());
    const Run& run = *(after - 1);
    assert(index - run.first < run.variants);

    RandomStream stream(seed_, Purpose::site, 0, index);
    Site site;
    site.frequency = draw_frequency(stream, spectrum_, min_maf_);

    // One variant in each of `variants` equal windows of the chromosome: ascending and distinct without being stored.
    const std::uint64_t rank = index - run.first;
    const std::uint64_t begin = rank * run.length / run.variants;
    const std::uint64_t end = (rank + 1) * run.length / run.variants;
    const std::uint64_t position =
        begin + static_cast<std::uint64_t>(stream.uniform() * static_cast<double>(end - begin));

    const auto& alleles = allele_pairs[stream.word() % allele_pairs.size()];
    site.variant.chromosome = run.chromosome;
    site.variant.position = static_cast<std::uint32_t>(std::min(position, end - 1)) + 1;
    site.variant.effect_allele = std::string(1, alleles[0]);
    site.variant.other_allele = std::string(1, alleles[1]);
    site.variant.id = "sim" + std::to_string(int{run.chromosome}) + "_" + std::to_string(site.variant.position);
    return site;
}

}  // namespace atria::simulation
