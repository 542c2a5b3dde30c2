#include "io/genotypes/vcf/sample_values.hpp"

#include <array>
#include <cstring>
#include <limits>

namespace atria::io {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

template <typename Value>
Value load(const std::uint8_t* bytes) {
    Value value{};
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

/// htslib's codes of an allele: (allele + 1) << 1 | phased; below that it is missing.
template <typename Integer>
AltCall call_of(const std::uint8_t* bytes, int count, Integer end, CallSum sum) {
    for (int i = 0; i < count; ++i) {
        const auto value = load<Integer>(bytes + static_cast<std::size_t>(i) * sizeof(Integer));
        if (value == end) { break; }
        const int allele = (value >> 1) - 1;
        if (allele < 0) {
            sum.add_missing();
        } else {
            sum.add(static_cast<std::uint32_t>(allele));
        }
    }
    return sum.call();
}

/// The missing value stands directly below the end of the values.
template <typename Integer>
int integers_of(const std::uint8_t* bytes, int count, Integer end, std::span<double> values) {
    int found = 0;
    for (; found < count; ++found) {
        const auto value = load<Integer>(bytes + static_cast<std::size_t>(found) * sizeof(Integer));
        if (value == end) { break; }
        const auto at = static_cast<std::size_t>(found);
        if (at < values.size()) { values[at] = value < end ? missing : static_cast<double>(value); }
    }
    return found;
}

int floats_of(const std::uint8_t* bytes, int count, std::span<double> values) {
    int found = 0;
    for (; found < count; ++found) {
        const auto value = load<float>(bytes + static_cast<std::size_t>(found) * sizeof(float));
        if (bcf_float_is_vector_end(value) != 0) { break; }
        const auto at = static_cast<std::size_t>(found);
        if (at < values.size()) { values[at] = value; }  // a missing one is a NaN
    }
    return found;
}

class RecordValues final : public SampleValues {
public:
    std::string take(const HtsFile& file) override {
        const auto people = static_cast<std::uint32_t>(bcf_hdr_nsamples(file.header()));
        if (file.record()->n_sample != people) {
            return "it has " + std::to_string(file.record()->n_sample) + " people, the header " +
                   std::to_string(people);
        }
        const auto field = [&](const char* name) {
            const bcf_fmt_t* found = bcf_get_fmt(file.header(), file.record(), name);
            return found == nullptr || found->p == nullptr || found->n < 1 ? nullptr : found;
        };
        calls_ = field("GT");
        numbers_ = {field("DS"), field("GP")};
        return {};
    }

    [[nodiscard]] AltCall call(std::uint32_t sample, std::uint32_t allele, std::uint32_t alleles) const override {
        if (calls_ == nullptr) { return {}; }
        const CallSum sum(allele, alleles);
        switch (calls_->type) {
            case BCF_BT_INT8:
                return call_of<std::int8_t>(of(*calls_, sample), calls_->n, bcf_int8_vector_end, sum);
            case BCF_BT_INT16:
                return call_of<std::int16_t>(of(*calls_, sample), calls_->n, bcf_int16_vector_end, sum);
            case BCF_BT_INT32:
                return call_of<std::int32_t>(of(*calls_, sample), calls_->n, bcf_int32_vector_end, sum);
            default:
                return AltCall::unsound();
        }
    }

    [[nodiscard]] int numbers(NumberField name, std::uint32_t sample, std::span<double> values) const override {
        const bcf_fmt_t* field = numbers_.at(static_cast<std::size_t>(name));
        if (field == nullptr) { return 0; }
        switch (field->type) {
            case BCF_BT_FLOAT:
                return floats_of(of(*field, sample), field->n, values);
            case BCF_BT_INT8:
                return integers_of<std::int8_t>(of(*field, sample), field->n, bcf_int8_vector_end, values);
            case BCF_BT_INT16:
                return integers_of<std::int16_t>(of(*field, sample), field->n, bcf_int16_vector_end, values);
            case BCF_BT_INT32:
                return integers_of<std::int32_t>(of(*field, sample), field->n, bcf_int32_vector_end, values);
            default:
                return -1;
        }
    }

private:
    static const std::uint8_t* of(const bcf_fmt_t& field, std::uint32_t sample) {
        return field.p + std::size_t{sample} * static_cast<std::size_t>(field.size);
    }

    const bcf_fmt_t* calls_ = nullptr;
    std::array<const bcf_fmt_t*, 2> numbers_{};  ///< by NumberField
};

}  // namespace

std::unique_ptr<SampleValues> record_values() { return std::make_unique<RecordValues>(); }

}  // namespace atria::io
