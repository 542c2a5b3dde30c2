#include "kernels/quality/hard_calls.hpp"

#include "kernels/data/genotype_decoding.hpp"

#include <algorithm>
#include <cstdint>

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

}  // namespace atria::quality
