#pragma once

#include "kernels/data/genotype_decoding.hpp"
#include "kernels/scan_kernel.hpp"
#include "tests/support/closeness.hpp"
#include "tests/support/genotype_blocks.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <vector>

namespace atria::test {

/// The blocks of all cohorts of a study, and the rows of their scan, round by round as the driver goes.
template <typename AnyStudy>
std::vector<GenotypeBlock> blocks_of(const AnyStudy& study) {
    std::vector<GenotypeBlock> blocks;
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        blocks.push_back(genotype_block(study.cohorts[c].covariates.people(), study.calls[c], study.storage[c]));
    }
    return blocks;
}

inline std::vector<ScanRows> scan_blocks(const ScanKernel& kernel, const std::vector<GenotypeBlock>& blocks) {
    const std::unique_ptr<BlockState> state = kernel.begin(blocks.front().variants.size());
    std::vector<Contribution> contributions(blocks.size());
    for (int round = 0; round < 1000; ++round) {
        for (std::size_t c = 0; c < blocks.size(); ++c) {
            contributions[c] = kernel.accumulate(CohortIndex{static_cast<std::uint32_t>(c)}, blocks[c], *state);
        }
        if (!kernel.update(*state, contributions)) { return kernel.report(*state, contributions); }
    }
    throw std::runtime_error("the scan goes round for ever");
}

/// How the numbers of a block of real variants are stored.
enum class Numbers : std::uint8_t { dosage, sparse_dosage, real };

/// The variants of a block of calls as numbers: shift + scale × copies, where dosages can hold that.
inline GenotypeBlock with_numbers(const GenotypeBlock& calls, const std::vector<Numbers>& storage, double shift,
                                  double scale) {
    struct Bytes {
        std::vector<std::vector<Dosage>> dosages;
        std::vector<std::vector<DosageEntry>> lists;
        std::vector<std::vector<double>> values;
    };
    auto bytes = std::make_shared<Bytes>();
    const std::size_t count = calls.variants.size();
    bytes->dosages.resize(count);
    bytes->lists.resize(count);
    bytes->values.resize(count);
    GenotypeBlock block;
    block.people = calls.people;
    for (std::size_t v = 0; v < count; ++v) {
        const GenotypeView& source = calls.variants[v];
        GenotypeView view;
        view.present = source.present;
        block.variants.push_back(view);
        if (!source.present) { continue; }
        std::vector<std::uint8_t> codes(calls.people);
        decode_calls(source, codes.size(), codes.data());
        view.counts.missing = source.counts.missing;
        const auto number = [&](std::size_t i) { return codes[i] == missing_call ? NAN : shift + scale * codes[i]; };
        for (std::size_t i = 0; i < codes.size(); ++i) {
            bytes->values[v].push_back(number(i));
            if (storage[v] == Numbers::real) { continue; }
            const Dosage dosage = dosage_of(number(i));
            REQUIRE((dosage == missing_dosage || copies_of(dosage) == number(i)));
            bytes->dosages[v].push_back(dosage);
            if (dosage != 0) { bytes->lists[v].push_back(dosage_entry(static_cast<std::uint32_t>(i), dosage)); }
        }
        switch (storage[v]) {
            case Numbers::dosage:
                view.encoding = Encoding::dosage;
                view.dosages = bytes->dosages[v];
                break;
            case Numbers::sparse_dosage:
                view.encoding = Encoding::sparse_dosage;
                view.sparse_dosages = bytes->lists[v];
                break;
            case Numbers::real:
                view.encoding = Encoding::real;
                view.values = bytes->values[v];
                break;
        }
        block.variants[v] = view;
    }
    block.bytes = bytes;
    return block;
}

inline bool close_numbers(double a, double b, double tolerance) {
    if (std::isnan(a) || std::isnan(b)) { return std::isnan(a) && std::isnan(b); }
    return a == b || std::fabs(a - b) <= tolerance * std::max({std::fabs(a), std::fabs(b), 1.0});
}

/// A row of numbers shift + scale × copies against that of the copies.
inline void check_scaled(const Estimate& copies, const Estimate& numbers, double scale, double tolerance) {
    REQUIRE(numbers.status == copies.status);
    REQUIRE(numbers.test == copies.test);
    REQUIRE(numbers.n == copies.n);
    REQUIRE(close_numbers(numbers.n_events, copies.n_events, 0));
    REQUIRE(close_numbers(numbers.n_cases, copies.n_cases, 0));
    if (!std::isnan(copies.standard_error)) {
        const double difference = std::fabs(numbers.beta * scale - copies.beta);
        REQUIRE(difference <= tolerance * std::max(std::fabs(copies.beta), copies.standard_error));
    }
    REQUIRE(close_numbers(numbers.standard_error * scale, copies.standard_error, tolerance));
    CAPTURE(numbers.beta * scale, copies.beta, numbers.standard_error * scale, copies.standard_error, numbers.statistic,
            copies.statistic);
    REQUIRE(close_numbers(numbers.statistic, copies.statistic, tolerance));
    REQUIRE(close_numbers(numbers.neg_log10_p, copies.neg_log10_p, tolerance));
    REQUIRE(close_numbers(numbers.score_chisq, copies.score_chisq, tolerance));
    REQUIRE(close_numbers(numbers.log_likelihood, copies.log_likelihood, tolerance));
    REQUIRE(close_numbers(numbers.log_likelihood_null, copies.log_likelihood_null, tolerance));
    REQUIRE(close_numbers(numbers.zph_chisq, copies.zph_chisq, tolerance));
}

inline void check_frequencies(const Estimate& copies, const Estimate& dosages) {
    REQUIRE(close_numbers(dosages.effect_allele_frequency, copies.effect_allele_frequency, 0));
    REQUIRE(close_numbers(dosages.mac, copies.mac, 0));
    REQUIRE(close_numbers(dosages.event_alleles, copies.event_alleles, 0));
    REQUIRE(close_numbers(dosages.event_frequency, copies.event_frequency, 0));
    REQUIRE(close_numbers(dosages.censored_alleles, copies.censored_alleles, 0));
    REQUIRE(close_numbers(dosages.censored_frequency, copies.censored_frequency, 0));
}

/// Which numbers a scan takes as well as copies: its approximations may be about copies, or about numbers from 0.
enum class Alike : std::uint8_t { copies, scaled, all };

/// Scans calls as whole dosages, in both forms, in one cohort with calls beside dosages in the others, as half dosages
/// and as real numbers elsewhere: all give what the calls give.
inline void check_numbers_like_calls(const ScanKernel& kernel, const std::vector<GenotypeBlock>& calls,
                                     double tolerance, Alike alike = Alike::all) {
    const std::vector<ScanRows> expected = scan_blocks(kernel, calls);
    struct Way {
        std::vector<Numbers> storage;
        double shift;
        double scale;
        bool first_has_calls;
    };
    const std::vector<Way> ways = {{{Numbers::dosage}, 0, 1, false},
                                   {{Numbers::sparse_dosage, Numbers::dosage, Numbers::real}, 0, 1, true},
                                   {{Numbers::dosage, Numbers::sparse_dosage}, 0, 0.5, false},
                                   {{Numbers::real}, -0.75, 0.5, false}};
    for (const Way& way : ways) {
        if ((alike == Alike::copies && way.scale != 1) || (alike != Alike::all && way.shift != 0)) { continue; }
        std::vector<GenotypeBlock> blocks;
        for (const GenotypeBlock& block : calls) {
            std::vector<Numbers> storage;
            for (std::size_t v = 0; v < block.variants.size(); ++v) {
                storage.push_back(way.storage[v % way.storage.size()]);
            }
            blocks.push_back(
                way.first_has_calls && blocks.empty() ? block : with_numbers(block, storage, way.shift, way.scale));
        }
        const std::vector<ScanRows> rows = scan_blocks(kernel, blocks);
        for (std::size_t t = 0; t < rows.size(); ++t) {
            for (std::size_t v = 0; v < rows[t].pooled.size(); ++v) {
                INFO(kernel.traits()[t] << ", variant " << v << ", way " << (&way - ways.data()));
                const Estimate& pooled = rows[t].pooled[v].pooled;
                const bool frequencies = way.scale == 1 && way.storage[v % way.storage.size()] != Numbers::real;
                check_scaled(expected[t].pooled[v].pooled, pooled, way.scale, tolerance);
                if (frequencies) { check_frequencies(expected[t].pooled[v].pooled, pooled); }
                for (std::size_t c = 0; c < blocks.size(); ++c) {
                    INFO("cohort " << c);
                    check_scaled(expected[t].cohorts[c][v], rows[t].cohorts[c][v], way.scale, tolerance);
                }
            }
        }
        // One variant at a time has the same bits as the block.
        for (std::size_t v = 0; v < calls.front().variants.size(); ++v) {
            std::vector<GenotypeBlock> alone;
            for (const GenotypeBlock& block : blocks) {
                alone.push_back({block.people, {block.variants[v]}, block.bytes});
            }
            const std::vector<ScanRows> row = scan_blocks(kernel, alone);
            for (std::size_t t = 0; t < rows.size(); ++t) {
                INFO(kernel.traits()[t] << ", variant " << v << " alone, way " << (&way - ways.data()));
                const Estimate& a = row[t].pooled[0].pooled;
                const Estimate& b = rows[t].pooled[v].pooled;
                REQUIRE(close_numbers(a.beta, b.beta, 0));
                REQUIRE(close_numbers(a.standard_error, b.standard_error, 0));
                REQUIRE(close_numbers(a.neg_log10_p, b.neg_log10_p, 0));
            }
        }
    }
}

}  // namespace atria::test
