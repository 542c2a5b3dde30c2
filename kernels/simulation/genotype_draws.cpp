#include "kernels/simulation/genotype_draws.hpp"

#include "kernels/data/genotype_block.hpp"
#include "kernels/simulation/random_stream.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace atria::simulation {
namespace {

/// Below this share of calls that differ from the commonest one, jumping from one to the next beats drawing everybody.
constexpr double sparse_share = 1.0 / 32;

/// Probabilities of the codes 0, 1, 2 and missing.
using CallShares = std::array<double, 4>;

std::uint32_t threshold(double probability) {
    return static_cast<std::uint32_t>(std::min(std::floor(probability * 0x1p32), 0x1p32 - 1));
}

void clear_tail(std::size_t people, std::span<std::uint8_t> codes) {
    if (people % 4 != 0) { codes.back() = static_cast<std::uint8_t>(codes.back() & ((1U << 2 * (people % 4)) - 1)); }
}

/// One uniform word a person, held against three thresholds: missing, 2, 1, 0 from below.
void draw_dense(const StudyDesign& design, std::uint32_t cohort, std::uint32_t variant, const CallShares& shares,
                std::size_t people, std::span<std::uint8_t> codes) {
    const std::uint32_t below_2 = threshold(shares[missing_call]);
    const std::uint32_t below_1 = threshold(shares[missing_call] + shares[2]);
    const std::uint32_t below_0 = threshold(shares[missing_call] + shares[2] + shares[1]);
    const auto code = [=](std::uint32_t word) {
        return 3U - static_cast<std::uint32_t>(word >= below_2) - static_cast<std::uint32_t>(word >= below_1) -
               static_cast<std::uint32_t>(word >= below_0);
    };

    PhiloxCounter counter = stream_counter(Purpose::dense_genotypes, cohort, variant);
    const PhiloxKey key = seed_key(design.seed);
    PhiloxBatch words;
    std::array<std::uint32_t, philox_batch> bytes{};
    for (std::size_t begin = 0; begin < codes.size(); begin += philox_batch) {
        counter[0] = static_cast<std::uint32_t>(begin);
        philox4x32_batch(counter, key, words);
        for (std::size_t j = 0; j < philox_batch; ++j) {
            bytes[j] = code(words[0][j]) | code(words[1][j]) << 2U | code(words[2][j]) << 4U | code(words[3][j]) << 6U;
        }
        const std::size_t count = std::min(philox_batch, codes.size() - begin);
        for (std::size_t j = 0; j < count; ++j) { codes[begin + j] = static_cast<std::uint8_t>(bytes[j]); }
    }
    clear_tail(people, codes);
}

/// Everybody carries `base`; the gaps between those who differ are geometric.
void draw_sparse(const StudyDesign& design, std::uint32_t cohort, std::uint32_t variant, const CallShares& shares,
                 std::uint8_t base, std::size_t people, std::span<std::uint8_t> codes) {
    std::fill(codes.begin(), codes.end(), static_cast<std::uint8_t>(base * 0x55U));
    clear_tail(people, codes);

    const auto opposite = static_cast<std::uint8_t>(2 - base);
    const double missing = shares[missing_call];
    const double het = shares[1];
    const double other_homozygote = shares[opposite];
    const double differing = missing + het + other_homozygote;
    if (differing <= 0) { return; }

    RandomStream stream(design.seed, Purpose::sparse_genotypes, cohort, variant);
    const double log_same = std::log1p(-differing);
    double person = -1;
    while (true) {
        person += 1 + std::floor(std::log(stream.coarse_uniform()) / log_same);
        if (!(person < static_cast<double>(people))) { return; }
        const double u = stream.coarse_uniform() * differing;
        const std::uint8_t code = u < missing ? missing_call : u < missing + het ? std::uint8_t{1} : opposite;
        const auto index = static_cast<std::size_t>(person);
        const unsigned shift = 2U * static_cast<unsigned>(index % 4);
        codes[index / 4] = static_cast<std::uint8_t>((codes[index / 4] & ~(3U << shift)) | unsigned{code} << shift);
    }
}

}  // namespace

double cohort_frequency(const StudyDesign& design, std::uint32_t cohort, std::uint32_t variant, double ancestral) {
    if (design.fst <= 0) { return ancestral; }
    const double scale = (1 - design.fst) / design.fst;
    RandomStream stream(design.seed, Purpose::cohort_frequency, cohort, variant);
    return stream.beta(ancestral * scale, (1 - ancestral) * scale);
}

void draw_genotypes(const StudyDesign& design, std::uint32_t cohort, std::uint32_t variant, double frequency,
                    std::size_t people, std::span<std::uint8_t> codes) {
    assert(codes.size() == (people + 3) / 4 && frequency >= 0 && frequency <= 1);
    if (people == 0) { return; }
    const double p = frequency;
    const double called = 1 - design.missing_genotypes;
    const CallShares shares = {called * (1 - p) * (1 - p), called * 2 * p * (1 - p), called * p * p,
                               design.missing_genotypes};
    if (1 - shares[0] < sparse_share) {
        draw_sparse(design, cohort, variant, shares, 0, people, codes);
    } else if (1 - shares[2] < sparse_share) {
        draw_sparse(design, cohort, variant, shares, 2, people, codes);
    } else {
        draw_dense(design, cohort, variant, shares, people, codes);
    }
}

}  // namespace atria::simulation
