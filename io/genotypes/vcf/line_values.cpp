#include "io/genotypes/vcf/sample_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <system_error>
#include <vector>

namespace atria::io {

namespace {

constexpr std::uint32_t nowhere = 0xFFFFFFFFU;
constexpr std::size_t first_person_column = 9;

/// Where the three fields stand in FORMAT, from 0; nowhere: not there.
struct FieldOrder {
    std::array<std::uint32_t, 3> place{nowhere, nowhere, nowhere};  ///< GT, DS, GP
    std::uint32_t last = 0;                                         ///< of those that are there

    explicit FieldOrder(std::string_view format) {
        constexpr std::array<std::string_view, 3> names{"GT", "DS", "GP"};
        std::uint32_t index = 0;
        for (std::size_t at = 0;; ++index) {
            const std::size_t end = std::min(format.find(':', at), format.size());
            const auto name = std::ranges::find(names, format.substr(at, end - at));
            if (name != names.end()) {
                auto& found = place.at(static_cast<std::size_t>(name - names.begin()));
                if (found == nowhere) { found = index; }
                last = index;
            }
            if (end == format.size()) { return; }
            at = end + 1;
        }
    }
};

/// As std::from_chars, and much faster for what VCF files hold: some digits, a point, some digits. A quotient of two
/// numbers that doubles hold exactly is the nearest double.
std::from_chars_result read_number(const char* begin, const char* end, double& value) {
    constexpr std::array<double, 16> powers{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    std::uint64_t digits = 0;
    const char* at = begin;
    const auto take_digits = [&] {
        for (; at < end && *at >= '0' && *at <= '9'; ++at) { digits = 10 * digits + static_cast<unsigned>(*at - '0'); }
    };
    take_digits();
    const char* behind_point = at;
    if (at < end && *at == '.') {
        behind_point = ++at;
        take_digits();
    }
    const bool is_short = at > begin && at - begin < 16;
    if (!is_short || (at < end && (*at == 'e' || *at == 'E'))) { return std::from_chars(begin, end, value); }
    value = static_cast<double>(digits) / powers[static_cast<std::size_t>(at - behind_point)];
    return {at, std::errc{}};
}

class LineValues final : public SampleValues {
public:
    std::string take(const HtsFile& file) override {
        const auto people = static_cast<std::size_t>(bcf_hdr_nsamples(file.header()));
        line_ = file.line();
        if (line_.size() >= nowhere) { return "its line has more than 4 GB"; }
        std::size_t at = 0;
        std::size_t format = 0;
        for (std::size_t column = 0; column < first_person_column; ++column) {
            format = at;
            at = line_.find('\t', at) + 1;
            if (at == 0) { return "it has no people"; }
        }
        const FieldOrder order(line_.substr(format, at - 1 - format));
        cells_.assign(people, {nowhere, nowhere, nowhere});
        std::size_t person = 0;
        for (bool more = true; more; ++person) {
            more = person < people ? take_cell(order, at, cells_[person]) : skip_cell(at);
        }
        if (person != people) {
            return "it has " + std::to_string(person) + " people, the header " + std::to_string(people);
        }
        return {};
    }

    [[nodiscard]] AltCall call(std::uint32_t sample, std::uint32_t allele, std::uint32_t alleles) const override {
        CallSum sum(allele, alleles);
        const std::uint32_t place = cells_[sample][0];
        if (place == nowhere) { return {}; }
        const char* at = line_.data() + place;
        const char* end = line_.data() + line_.size();
        for (; at < end && !ends_field(*at); ++at) {
            if (*at == '.') {
                sum.add_missing();
                ++at;
            } else {
                std::uint32_t number = 0;
                const auto [stop, error] = std::from_chars(at, end, number);
                if (error != std::errc{}) { return AltCall::unsound(); }
                sum.add(number);
                at = stop;
            }
            if (at == end || ends_field(*at)) { break; }
            if (*at != '/' && *at != '|') { return AltCall::unsound(); }
        }
        return sum.call();
    }

    [[nodiscard]] int numbers(NumberField field, std::uint32_t sample, std::span<double> values) const override {
        const std::uint32_t place = cells_[sample].at(1 + static_cast<std::size_t>(field));
        if (place == nowhere) { return 0; }
        const char* at = line_.data() + place;
        const char* end = line_.data() + line_.size();
        for (int count = 0;; ++at) {
            double value = std::numeric_limits<double>::quiet_NaN();
            if (at < end && *at == '.' && (at + 1 == end || ends_field(at[1]) || at[1] == ',')) {
                ++at;
            } else if (at < end && !ends_field(*at)) {
                const auto [stop, error] = read_number(at, end, value);
                if (error != std::errc{}) { return -1; }
                value = static_cast<float>(value);
                at = stop;
            }
            if (static_cast<std::size_t>(count) < values.size()) { values[static_cast<std::size_t>(count)] = value; }
            ++count;
            if (at == end || ends_field(*at)) { return count; }
            if (*at != ',') { return -1; }
        }
    }

private:
    static bool ends_field(char letter) { return letter == ':' || letter == '\t'; }

    /// Finds the fields of the cell at `at`, and goes behind it; false behind the last one.
    bool take_cell(const FieldOrder& order, std::size_t& at, std::array<std::uint32_t, 3>& cell) const {
        for (std::uint32_t index = 0;; ++index) {
            for (std::size_t field = 0; field < cell.size(); ++field) {
                if (order.place[field] == index) { cell[field] = static_cast<std::uint32_t>(at); }
            }
            if (index == order.last) { return skip_cell(at); }
            while (at < line_.size() && !ends_field(line_[at])) { ++at; }
            if (at == line_.size()) { return false; }
            if (line_[at++] == '\t') { return true; }
        }
    }

    bool skip_cell(std::size_t& at) const {
        at = std::min(line_.find('\t', at), line_.size());
        if (at == line_.size()) { return false; }
        ++at;
        return true;
    }

    std::string_view line_;
    std::vector<std::array<std::uint32_t, 3>> cells_;  ///< where GT, DS, GP of each sample begin in the line
};

}  // namespace

std::unique_ptr<SampleValues> line_values() { return std::make_unique<LineValues>(); }

}  // namespace atria::io
