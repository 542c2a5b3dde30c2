#pragma once

#include "kernels/data/genotype_block.hpp"

#include <htslib/vcf.h>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace atria::io {

/// A call of GT, told as copies of one ALT among all alleles.
struct AltCall {
    std::uint8_t copies = missing_call;  ///< 0, 1, 2; 0 or 2 for a single allele; missing_call
    std::uint8_t alleles = 0;            ///< how many the call names
    bool is_sound = true;                ///< false: more than two alleles, or one that the site does not have
};

/// The values of GT of one record.
class CallValues {
public:
    /// `field`: nullptr, or the record's GT. `allele`: 1 for the first ALT. `alleles`: of the site.
    CallValues(const bcf_fmt_t* field, std::uint32_t allele, std::uint32_t alleles)
        : field_(field), allele_(allele), alleles_(alleles) {}

    [[nodiscard]] bool there() const { return field_ != nullptr; }

    [[nodiscard]] AltCall of(std::uint32_t sample) const {
        if (field_ == nullptr) { return {}; }
        const std::uint8_t* values = field_->p + std::size_t{sample} * static_cast<std::size_t>(field_->size);
        switch (field_->type) {
            case BCF_BT_INT8:
                return call<std::int8_t>(values, bcf_int8_vector_end);
            case BCF_BT_INT16:
                return call<std::int16_t>(values, bcf_int16_vector_end);
            case BCF_BT_INT32:
                return call<std::int32_t>(values, bcf_int32_vector_end);
            default:
                return {missing_call, 0, false};
        }
    }

private:
    template <typename Integer>
    [[nodiscard]] AltCall call(const std::uint8_t* values, Integer end) const {
        unsigned copies = 0;
        unsigned count = 0;
        bool missing = false;
        for (int i = 0; i < field_->n; ++i) {
            Integer value = 0;
            std::memcpy(&value, values + static_cast<std::size_t>(i) * sizeof value, sizeof value);
            if (value == end) { break; }
            ++count;
            const int allele = (value >> 1) - 1;  // htslib: (allele + 1) << 1 | phased
            if (allele < 0) {
                missing = true;
            } else if (static_cast<std::uint32_t>(allele) >= alleles_) {
                return {missing_call, 0, false};
            } else {
                copies += static_cast<std::uint32_t>(allele) == allele_ ? 1 : 0;
            }
        }
        if (count > 2) { return {missing_call, 0, false}; }
        if (count == 1) { copies *= 2; }
        return {missing || count == 0 ? missing_call : static_cast<std::uint8_t>(copies),
                static_cast<std::uint8_t>(count), true};
    }

    const bcf_fmt_t* field_;
    std::uint32_t allele_;
    std::uint32_t alleles_;
};

/// The numbers of DS or GP of one record.
class NumberValues {
public:
    explicit NumberValues(const bcf_fmt_t* field) : field_(field) {}

    [[nodiscard]] bool there() const { return field_ != nullptr; }
    [[nodiscard]] bool is_text() const { return field_->type == BCF_BT_CHAR; }
    [[nodiscard]] int most() const { return field_->n; }

    /// How many values this sample has, missing ones among them.
    [[nodiscard]] int count(std::uint32_t sample) const {
        int found = field_->n;
        while (found > 1 && is_end(sample, found - 1)) { --found; }
        return found;
    }

    /// NaN: missing.
    [[nodiscard]] double of(std::uint32_t sample, int index) const {
        const std::uint8_t* value = at(sample, index);
        switch (field_->type) {
            case BCF_BT_FLOAT: {
                float number = 0;
                std::memcpy(&number, value, sizeof number);
                return number;  // missing and the end of the values are NaN
            }
            case BCF_BT_INT8:
                return number<std::int8_t>(value, bcf_int8_vector_end);
            case BCF_BT_INT16:
                return number<std::int16_t>(value, bcf_int16_vector_end);
            case BCF_BT_INT32:
                return number<std::int32_t>(value, bcf_int32_vector_end);
            default:
                return std::numeric_limits<double>::quiet_NaN();
        }
    }

private:
    [[nodiscard]] const std::uint8_t* at(std::uint32_t sample, int index) const {
        return field_->p + std::size_t{sample} * static_cast<std::size_t>(field_->size) +
               static_cast<std::size_t>(index) *
                   (static_cast<std::size_t>(field_->size) / static_cast<std::size_t>(field_->n));
    }

    [[nodiscard]] bool is_end(std::uint32_t sample, int index) const {
        const std::uint8_t* value = at(sample, index);
        switch (field_->type) {
            case BCF_BT_FLOAT: {
                float number = 0;
                std::memcpy(&number, value, sizeof number);
                return bcf_float_is_vector_end(number) != 0;
            }
            case BCF_BT_INT8:
                return load<std::int8_t>(value) == bcf_int8_vector_end;
            case BCF_BT_INT16:
                return load<std::int16_t>(value) == bcf_int16_vector_end;
            case BCF_BT_INT32:
                return load<std::int32_t>(value) == bcf_int32_vector_end;
            default:
                return true;
        }
    }

    template <typename Integer>
    [[nodiscard]] static Integer load(const std::uint8_t* bytes) {
        Integer value = 0;
        std::memcpy(&value, bytes, sizeof value);
        return value;
    }

    /// The missing value stands directly below the end of the values.
    template <typename Integer>
    [[nodiscard]] static double number(const std::uint8_t* bytes, Integer end) {
        const Integer value = load<Integer>(bytes);
        return value <= end ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(value);
    }

    const bcf_fmt_t* field_;
};

}  // namespace atria::io
