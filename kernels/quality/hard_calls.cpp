#include "kernels/quality/hard_calls.hpp"

#include "kernels/data/genotype_decoding.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace atria::quality {
namespace {

std::uint8_t call_of(Dosage dosage) {
    constexpr std::uint32_t threshold = one_copy / 10;  // 1638 of 16384, as PLINK 2 rounds it
    if (dosage == missing_dosage) { return missing_call; }
    const std::uint32_t nearest = (std::uint32_t{dosage} + one_copy / 2U) / one_copy;
    const std::uint32_t whole = nearest * one_copy;
    const std::uint32_t off = dosage > whole ? dosage - whole : whole - dosage;
    return off <= threshold ? static_cast<std::uint8_t>(nearest) : missing_call;
}

}  // namespace

void hard_calls(const GenotypeView& variant, std::size_t people, std::uint8_t* out) {
    if (!is_real(variant)) {
        decode_calls(variant, people, out);
    } else if (variant.encoding == Encoding::dosage) {
        std::ranges::transform(variant.dosages, out, call_of);
    } else {
        std::fill_n(out, people, variant.base);
        for (const DosageEntry entry : variant.sparse_dosages) {
            out[person_of_dosage(entry)] = call_of(dosage_of_entry(entry));
        }
    }
}

CalledAlleles called_alleles(const GenotypeView& variant, std::span<const std::uint8_t> included,
                             std::span<const std::uint8_t> copies) {
    std::vector<std::uint8_t> calls(included.size());
    hard_calls(variant, calls.size(), calls.data());
    CalledAlleles answer;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const unsigned here = copies.empty() ? 2 : copies[i];
        if (included[i] == 0 || calls[i] == missing_call || here == 0 || (here == 1 && calls[i] == 1)) { continue; }
        answer.effect += here == 2 ? calls[i] : calls[i] / 2;
        answer.all += here;
    }
    return answer;
}

}  // namespace atria::quality
