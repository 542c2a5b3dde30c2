#pragma once

#include "io/genotypes/vcf/hts_file.hpp"
#include "kernels/data/genotype_block.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace atria::io {

/// A call of GT, told as copies of one ALT among all alleles.
struct AltCall {
    std::uint8_t copies = missing_call;  ///< 0, 1, 2; 0 or 2 for a single allele; missing_call
    std::uint8_t alleles = 0;            ///< how many the call names
    bool is_half = false;                ///< one of its two alleles is missing
    bool is_sound = true;                ///< false: more than two alleles, or one that the site does not have

    [[nodiscard]] static AltCall unsound() { return {missing_call, 0, false, false}; }
};

/// Adds up the alleles that a call names.
class CallSum {
public:
    /// `allele`: the one that is counted, 1 for the first ALT; `alleles`: of the site.
    CallSum(std::uint32_t allele, std::uint32_t alleles) : allele_(allele), alleles_(alleles) {}

    void add_missing() {
        ++count_;
        ++missing_;
    }
    void add(std::uint32_t allele) {
        ++count_;
        is_sound_ = is_sound_ && allele < alleles_;
        copies_ += allele == allele_ ? 1U : 0U;
    }
    [[nodiscard]] AltCall call() const {
        if (count_ > 2 || !is_sound_) { return AltCall::unsound(); }
        const bool known = count_ > 0 && missing_ == 0;
        const unsigned copies = count_ == 1 ? 2 * copies_ : copies_;
        return {known ? static_cast<std::uint8_t>(copies) : missing_call, static_cast<std::uint8_t>(count_),
                missing_ == 1 && count_ == 2, true};
    }

private:
    std::uint32_t allele_;
    std::uint32_t alleles_;
    unsigned copies_ = 0;
    unsigned count_ = 0;
    unsigned missing_ = 0;
    bool is_sound_ = true;
};

enum class NumberField : std::uint8_t { dosage, probabilities };  ///< DS, GP

/// What people have at the line or record that a file has read last. Numbers are as near as 32 bits bring them in VCF
/// files too, so that both formats give the same.
class SampleValues {
public:
    virtual ~SampleValues() = default;

    /// Takes the line or record in. Returns what is wrong with it in words; empty: nothing.
    [[nodiscard]] virtual std::string take(const HtsFile& file) = 0;

    /// GT, see CallSum; missing without this field.
    [[nodiscard]] virtual AltCall call(std::uint32_t sample, std::uint32_t allele, std::uint32_t alleles) const = 0;

    /// Fills `values` as far as they go, NaN for missing ones; returns how many the sample has, 0 without this field,
    /// -1 when they are no numbers.
    [[nodiscard]] virtual int numbers(NumberField field, std::uint32_t sample, std::span<double> values) const = 0;
};

/// Of BCF records.
[[nodiscard]] std::unique_ptr<SampleValues> record_values();
/// Of VCF lines.
[[nodiscard]] std::unique_ptr<SampleValues> line_values();

}  // namespace atria::io
