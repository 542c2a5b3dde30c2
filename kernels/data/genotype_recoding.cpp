#include "kernels/data/genotype_recoding.hpp"

#include "kernels/data/genotype_values.hpp"
#include "kernels/data/two_bit_mask.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <utility>

namespace atria {
namespace {

constexpr std::uint64_t every_field = 0x5555'5555'5555'5555U;

using Table = std::array<std::uint8_t, 4>;  // code of a call

/// What calls become, for people with two copies and with one.
struct Tables {
    Table two;
    Table single;

    friend bool operator==(const Tables&, const Tables&) = default;
};

constexpr Tables calls_only{{0, 1, 2, missing_call}, {0, missing_call, 2, missing_call}};

Tables tables_of(const VariantCoding& coding) {
    switch (coding.model) {
        case GeneticModel::dominant:
            return {{0, 1, 1, missing_call}, {0, missing_call, 1, missing_call}};
        case GeneticModel::recessive:
            return {{0, 0, 1, missing_call}, {0, missing_call, 1, missing_call}};
        case GeneticModel::additive:
            break;
    }
    return {calls_only.two, {0, missing_call, coding.single_copy_code, missing_call}};
}

/// What the new views point into. Moving the block leaves the lists where they are.
struct RecodedBytes {
    std::shared_ptr<const void> source;
    std::vector<std::vector<std::uint8_t>> packed;
    std::vector<std::vector<SparseEntry>> sparse;
    std::vector<std::vector<Dosage>> dosages;
    std::vector<std::vector<double>> values;
    std::vector<AlleleCalls> alleles;
};

std::vector<std::uint8_t> packed_of(const GenotypeView& variant, std::size_t people) {
    if (variant.encoding == Encoding::packed) { return {variant.packed.begin(), variant.packed.end()}; }
    std::vector<std::uint8_t> packed((people + 3) / 4, static_cast<std::uint8_t>(variant.base * 0x55U));
    if (people % 4 != 0) { packed.back() &= static_cast<std::uint8_t>((1U << (2 * (people % 4))) - 1U); }
    for (const SparseEntry entry : variant.sparse) {
        std::uint8_t& byte = packed[person_of(entry) / 4];
        const unsigned shift = 2 * (person_of(entry) % 4);
        byte = static_cast<std::uint8_t>((byte & ~(3U << shift)) | static_cast<unsigned>(code_of(entry)) << shift);
    }
    return packed;
}

/// The fields of a word of calls whose code has bit `bit` in `table`.
std::uint64_t fields_with(const std::uint64_t (&by_code)[4], const Table& table, unsigned bit) {
    std::uint64_t fields = 0;
    for (std::size_t code = 0; code < 4; ++code) {
        if ((table[code] >> bit & 1U) != 0) { fields |= by_code[code]; }
    }
    return fields;
}

GenotypeView recode_packed(const GenotypeView& variant, std::size_t people, const ChromosomeCopies* copies,
                           const Tables& tables, RecodedBytes& bytes) {
    std::vector<std::uint8_t>& packed = bytes.packed.emplace_back(packed_of(variant, people));
    GenotypeView view = variant;
    GenotypeCounts counts;
    for (std::size_t begin = 0; begin < packed.size(); begin += 8) {
        const std::size_t length = std::min<std::size_t>(8, packed.size() - begin);
        std::uint64_t calls = 0;
        std::memcpy(&calls, packed.data() + begin, length);
        const std::uint64_t low = calls & every_field;
        const std::uint64_t high = calls >> 1U & every_field;
        const std::uint64_t by_code[4] = {every_field & ~low & ~high, low & ~high, high & ~low, low & high};
        // Behind the last person all bits are 0, and 0 stays 0.
        std::uint64_t two = every_field;
        std::uint64_t single = 0;
        std::uint64_t none = 0;
        if (copies != nullptr) {
            two = copies->two_fields[begin / 8];
            single = copies->single_fields[begin / 8];
            none = every_field & ~two & ~single;
            const std::size_t here = std::min<std::size_t>(32, people - 4 * begin);
            if (here < 32) { none &= (std::uint64_t{1} << (2 * here)) - 1; }
        }
        const std::uint64_t new_low =
            (two & fields_with(by_code, tables.two, 0)) | (single & fields_with(by_code, tables.single, 0)) | none;
        const std::uint64_t new_high =
            (two & fields_with(by_code, tables.two, 1)) | (single & fields_with(by_code, tables.single, 1)) | none;
        counts.het += static_cast<std::uint32_t>(std::popcount(new_low & ~new_high));
        counts.hom_effect += static_cast<std::uint32_t>(std::popcount(new_high & ~new_low));
        counts.missing += static_cast<std::uint32_t>(std::popcount(new_low & new_high));
        const std::uint64_t codes = new_low | new_high << 1U;
        std::memcpy(packed.data() + begin, &codes, length);
    }
    counts.hom_other = static_cast<std::uint32_t>(people) - counts.het - counts.hom_effect - counts.missing;
    view.encoding = Encoding::packed;
    view.packed = packed;
    view.sparse = {};
    view.base = 0;
    view.counts = counts;
    return view;
}

GenotypeView recode_sparse(const GenotypeView& variant, std::size_t people, const ChromosomeCopies* copies,
                           const Tables& tables, RecodedBytes& bytes) {
    GenotypeView view = variant;
    // The base of people with two copies is that of all; single copies with another code are listed.
    const bool all_single = copies != nullptr && copies->twos == 0;
    view.base = all_single ? tables.single[variant.base] : tables.two[variant.base];
    std::vector<SparseEntry>& list = bytes.sparse.emplace_back();
    std::uint32_t by_code[4] = {0, 0, 0, 0};
    const auto add = [&](std::uint32_t person, std::uint8_t code) {
        if (code == view.base) { return; }
        list.push_back(sparse_entry(person, code));
        ++by_code[code];
    };
    const auto code_in = [&](std::uint32_t person, std::uint8_t call) {
        if (copies == nullptr || copies->two[person] != 0) { return tables.two[call]; }
        return copies->single[person] != 0 ? tables.single[call] : missing_call;
    };
    const bool single_differs = copies != nullptr && !all_single && tables.single[variant.base] != view.base;
    if (single_differs) {
        auto entry = variant.sparse.begin();
        for (std::uint32_t person = 0; person < people; ++person) {
            const bool listed = entry != variant.sparse.end() && person_of(*entry) == person;
            add(person, code_in(person, listed ? code_of(*entry++) : variant.base));
        }
    } else {
        const std::span<const std::uint32_t> none =
            copies != nullptr ? std::span<const std::uint32_t>(copies->none) : std::span<const std::uint32_t>();
        auto next = none.begin();
        for (const SparseEntry entry : variant.sparse) {
            const std::uint32_t person = person_of(entry);
            for (; next != none.end() && *next < person; ++next) { add(*next, missing_call); }
            if (next != none.end() && *next == person) { ++next; }
            add(person, code_in(person, code_of(entry)));
        }
        for (; next != none.end(); ++next) { add(*next, missing_call); }
    }
    by_code[view.base] = static_cast<std::uint32_t>(people - list.size());
    view.sparse = list;
    view.counts = {by_code[0], by_code[1], by_code[2], by_code[missing_call]};
    return view;
}

GenotypeView recode(const GenotypeView& variant, std::size_t people, const ChromosomeCopies* copies,
                    const Tables& tables, RecodedBytes& bytes) {
    // A list that takes more room than two bits a person is not worth having.
    const std::size_t added = copies != nullptr ? copies->none.size() : 0;
    const std::size_t single = copies != nullptr && variant.base != 0 && tables.two != tables.single ? people : 0;
    const bool long_list = (variant.sparse.size() + added + single) * 16 > people;
    if (variant.encoding == Encoding::packed || long_list) {
        return recode_packed(variant, people, copies, tables, bytes);
    }
    return recode_sparse(variant, people, copies, tables, bytes);
}

std::uint8_t largest_code(const ChromosomeCopies* copies, const Tables& tables) {
    std::uint8_t largest = 1;
    const auto look = [&largest](const Table& table) { largest = std::max(largest, table[2]); };
    if (copies == nullptr || copies->twos > 0) { look(tables.two); }
    if (copies != nullptr && copies->singles > 0) { look(tables.single); }
    return largest;
}

/// What becomes of the dosage of a person with two copies, as PLINK 2 has it.
double coded_dosage(double dosage, GeneticModel model) {
    switch (model) {
        case GeneticModel::dominant:
            return std::min(dosage, 1.0);
        case GeneticModel::recessive:
            return std::max(dosage - 1, 0.0);
        case GeneticModel::additive:
            break;
    }
    return dosage;
}

/// The dosages of those who have a copy; the others' are missing.
GenotypeView dosages_with_copy(const GenotypeView& variant, const ChromosomeCopies& copies, RecodedBytes& bytes,
                               std::uint64_t& without_copy) {
    std::vector<Dosage>& dosages = bytes.dosages.emplace_back(copies.two.size());
    if (variant.encoding == Encoding::dosage) {
        std::ranges::copy(variant.dosages, dosages.begin());
    } else {
        std::ranges::fill(dosages, static_cast<Dosage>(variant.base * one_copy));
        for (const DosageEntry entry : variant.sparse_dosages) {
            dosages[person_of_dosage(entry)] = dosage_of_entry(entry);
        }
    }
    GenotypeView view = variant;
    for (const std::uint32_t person : copies.none) {
        if (dosages[person] == missing_dosage) { continue; }
        dosages[person] = missing_dosage;
        ++view.counts.missing;
        ++without_copy;
    }
    view.encoding = Encoding::dosage;
    view.dosages = dosages;
    view.sparse_dosages = {};
    view.base = 0;
    return view;
}

/// Dosages in a coding, as real numbers: halves of an odd dosage are no dosages.
GenotypeView recode_dosages(const GenotypeView& dosages, std::size_t people, const VariantCoding& coding,
                            RecodedBytes& bytes) {
    std::vector<double>& values = bytes.values.emplace_back(people);
    decode_values(dosages, people, values.data());
    const double of_single = coding.model == GeneticModel::additive ? coding.single_copy_code / 2.0 : 0.5;
    for (std::size_t i = 0; i < people; ++i) {
        if (std::isnan(values[i])) { continue; }
        const bool single = coding.copies != nullptr && coding.copies->single[i] != 0;
        values[i] = single ? of_single * values[i] : coded_dosage(values[i], coding.model);
    }
    GenotypeView view = dosages;
    view.encoding = Encoding::real;
    view.dosages = {};
    view.sparse_dosages = {};
    view.values = values;
    return view;
}

/// Calls of people without a copy.
std::uint64_t calls_without_copy(const GenotypeView& variant, const ChromosomeCopies& copies) {
    std::uint64_t missing = 0;
    if (variant.encoding == Encoding::packed) {
        for (const std::uint32_t person : copies.none) {
            missing += (variant.packed[person / 4] >> (2 * (person % 4)) & 3U) == missing_call ? 1U : 0U;
        }
    } else {
        for (const SparseEntry entry : variant.sparse) {
            const bool none = copies.two[person_of(entry)] == 0 && copies.single[person_of(entry)] == 0;
            missing += none && code_of(entry) == missing_call ? 1U : 0U;
        }
    }
    return copies.none.size() - missing;
}

}  // namespace

ChromosomeCopies::ChromosomeCopies(std::span<const std::uint8_t> copies) : single(copies.size()), two(copies.size()) {
    for (std::size_t person = 0; person < copies.size(); ++person) {
        single[person] = copies[person] == 1 ? 1 : 0;
        two[person] = copies[person] == 2 ? 1 : 0;
        singles += single[person];
        twos += two[person];
        if (copies[person] == 0) { none.push_back(static_cast<std::uint32_t>(person)); }
    }
    single_fields = two_bit_mask(single);
    two_fields = two_bit_mask(two);
}

GenotypeBlock recoded(const GenotypeBlock& block, std::span<const VariantCoding> codings, RecodingCounts& set_missing) {
    assert(codings.size() == block.variants.size());
    auto bytes = std::make_shared<RecodedBytes>();
    bytes->source = block.bytes;
    bytes->alleles.reserve(block.variants.size());
    GenotypeBlock answer;
    answer.people = block.people;
    for (std::size_t v = 0; v < block.variants.size(); ++v) {
        const GenotypeView& variant = block.variants[v];
        const VariantCoding& coding = codings[v];
        const Tables tables = tables_of(coding);
        const bool numbers = variant.encoding == Encoding::real;  // no copies of an allele
        if (!variant.present || numbers || (coding.copies == nullptr && coding.model == GeneticModel::additive)) {
            answer.variants.push_back(variant);
            continue;
        }
        GenotypeView calls = variant;
        if (coding.copies != nullptr && is_real(variant)) {
            calls = dosages_with_copy(variant, *coding.copies, *bytes, set_missing.without_copy);
        } else if (coding.copies != nullptr) {
            const ChromosomeCopies& copies = *coding.copies;
            calls = recode(variant, block.people, &copies, calls_only, *bytes);
            const std::uint64_t without = calls_without_copy(variant, copies);
            set_missing.without_copy += without;
            set_missing.heterozygous_singles += calls.counts.missing - variant.counts.missing - without;
        }
        const bool same = coding.copies != nullptr ? tables == calls_only : tables.two == calls_only.two;
        GenotypeView view = calls;
        if (!same && is_real(variant)) { view = recode_dosages(calls, block.people, coding, *bytes); }
        if (!same && !is_real(variant)) { view = recode(variant, block.people, coding.copies, tables, *bytes); }
        AlleleCalls& alleles = bytes->alleles.emplace_back();
        alleles.calls = calls;
        if (coding.copies != nullptr && coding.copies->singles > 0) {
            alleles.single = coding.copies->single;
            alleles.single_fields = coding.copies->single_fields;
        }
        view.alleles = &alleles;
        view.largest = largest_code(coding.copies, tables);
        answer.variants.push_back(view);
    }
    answer.bytes = std::move(bytes);
    return answer;
}

}  // namespace atria
