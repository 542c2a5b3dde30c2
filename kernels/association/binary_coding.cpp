#include "kernels/association/binary_coding.hpp"

#include "kernels/data/error.hpp"
#include "kernels/data/shortest_number.hpp"

#include <cmath>
#include <set>

namespace atria::association {

const char* coding_words(BinaryCoding coding) {
    switch (coding) {
        case BinaryCoding::zero_one:
            return "0 control, 1 case";
        case BinaryCoding::one_two:
            return "1 control, 2 case";
        case BinaryCoding::all_one:
            return "1 in everybody, cases or controls";
    }
    return "";
}

BinaryCoding recode_binary(const std::string& trait, std::span<const std::string> cohorts,
                           std::span<std::vector<double>*> values) {
    const std::string* with_zero = nullptr;
    const std::string* with_two = nullptr;
    bool any = false;
    for (std::size_t c = 0; c < values.size(); ++c) {
        for (const double value : *values[c]) {
            if (std::isnan(value)) { continue; }
            any = true;
            if (value == 0) {
                with_zero = &cohorts[c];
            } else if (value == 2) {
                with_two = &cohorts[c];
            } else if (value != 1) {
                throw Error(
                    Fault::bad_data,
                    "binary trait " + trait + " in cohort " + cohorts[c] + " has the value " + shortest_number(value) +
                        "; it may be 0 and 1, or 1 and 2 (cases are the larger). Missing values are NA. A trait "
                        "with other values is quantitative: name it with --trait");
            }
        }
    }
    if (with_zero != nullptr && with_two != nullptr) {
        const std::string where = with_zero == with_two
                                      ? "in cohort " + *with_zero
                                      : "(0 in cohort " + *with_zero + ", 2 in cohort " + *with_two + ")";
        throw Error(Fault::bad_data, "binary trait " + trait + " has the three values 0, 1 and 2 " + where +
                                         "; code it 0/1 or 1/2 in all cohorts, and write NA where it is missing");
    }
    if (any && with_zero == nullptr && with_two == nullptr) { return BinaryCoding::all_one; }
    const BinaryCoding coding = with_two != nullptr ? BinaryCoding::one_two : BinaryCoding::zero_one;
    if (coding == BinaryCoding::one_two) {
        for (std::vector<double>* cohort : values) {
            for (double& value : *cohort) { value -= 1; }
        }
    }
    return coding;
}

bool is_binary(std::span<const std::vector<double>> values) {
    bool zero = false;
    bool one = false;
    bool two = false;
    for (const std::vector<double>& cohort : values) {
        for (const double value : cohort) {
            if (std::isnan(value)) { continue; }
            if (value != 0 && value != 1 && value != 2) { return false; }
            zero = zero || value == 0;
            one = one || value == 1;
            two = two || value == 2;
        }
    }
    return one && zero != two;
}

std::vector<std::vector<double>> mixed_codings(std::span<const std::vector<double>> values) {
    constexpr double missing = -9;
    std::vector<std::vector<double>> codings;
    std::set<double> all;
    for (const std::vector<double>& cohort : values) {
        std::set<double> own;
        for (const double value : cohort) {
            if (std::isnan(value)) { continue; }
            if (value != 0 && value != 1 && value != 2 && value != missing) { return {}; }
            own.insert(value);
        }
        if (own.size() - own.count(missing) > 2) { return {}; }
        all.insert(own.begin(), own.end());
        codings.emplace_back(own.begin(), own.end());
    }
    const bool two_values = all.size() - all.count(missing) > 1;
    return two_values && !is_binary(values) ? codings : std::vector<std::vector<double>>();
}

}  // namespace atria::association
