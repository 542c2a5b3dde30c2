#include "kernels/data/genotype_values.hpp"

#include "kernels/data/genotype_decoding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace atria {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

void decode(const GenotypeView& variant, std::size_t people, double of_missing, double* out) {
    const auto value = [of_missing](Dosage dosage) {
        return dosage == missing_dosage ? of_missing : copies_of(dosage);
    };
    switch (variant.encoding) {
        case Encoding::packed:
        case Encoding::sparse: {
            std::vector<std::uint8_t> calls(people);
            decode_calls(variant, people, calls.data());
            const double of_code[4] = {0, 1, 2, of_missing};
            std::ranges::transform(calls, out, [&of_code](std::uint8_t code) { return of_code[code]; });
            return;
        }
        case Encoding::dosage:
            std::ranges::transform(variant.dosages, out, value);
            return;
        case Encoding::sparse_dosage:
            std::fill_n(out, people, static_cast<double>(variant.base));
            for (const DosageEntry entry : variant.sparse_dosages) {
                out[person_of_dosage(entry)] = value(dosage_of_entry(entry));
            }
            return;
        case Encoding::real:
            std::ranges::transform(variant.values, out,
                                   [of_missing](double one) { return std::isnan(one) ? of_missing : one; });
            return;
    }
}

/// A sum with what rounding takes from it, as math::CompensatedSum, which this folder stands below.
struct LosslessSum {
    double sum = 0;
    double lost = 0;

    void add(double term) {
        const double next = sum + term;
        lost += std::fabs(sum) >= std::fabs(term) ? (sum - next) + term : (term - next) + sum;
        sum = next;
    }
    [[nodiscard]] double value() const { return sum + lost; }
};

/// In fixed point, without branches.
ValueSums sums_of(std::span<const Dosage> dosages, std::span<const std::uint8_t> included) {
    std::uint64_t people = 0;
    std::uint64_t sum = 0;
    std::uint64_t squares = 0;
    for (std::size_t i = 0; i < dosages.size(); ++i) {
        const std::uint32_t in = included[i] & (dosages[i] != missing_dosage ? 1U : 0U);
        const std::uint32_t dosage = in * dosages[i];
        people += in;
        sum += dosage;
        squares += std::uint64_t{dosage} * dosage;
    }
    constexpr double unit = 1.0 / one_copy;
    return {static_cast<double>(people), static_cast<double>(sum) * unit, static_cast<double>(squares) * unit * unit};
}

}  // namespace

void decode_values(const GenotypeView& variant, std::size_t people, double* out) {
    decode(variant, people, missing, out);
}

void decode_values_or_0(const GenotypeView& variant, std::size_t people, double* out) {
    decode(variant, people, 0, out);
}

ValueSums value_sums(const GenotypeView& variant, std::span<const std::uint8_t> included) {
    if (variant.encoding == Encoding::dosage) { return sums_of(variant.dosages, included); }
    std::vector<double> values(included.size());
    decode_values(variant, values.size(), values.data());
    double people = 0;
    LosslessSum sum;
    LosslessSum squares;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (included[i] == 0 || std::isnan(values[i])) { continue; }
        people += 1;
        sum.add(values[i]);
        squares.add(values[i] * values[i]);
    }
    return {people, sum.value(), squares.value()};
}

}  // namespace atria
