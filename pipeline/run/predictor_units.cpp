#include "pipeline/run/predictor_units.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace atria::pipeline {
namespace {

/// Numbers of the chosen people of one cohort, in a unit in which none is above 1.
struct Spread {
    double n = 0;
    double mean = 0;
    double squares = 0;  ///< about the mean
    double least = 0;
    double most = 0;

    [[nodiscard]] bool varies() const { return least < most; }
};

double largest_number(const GenotypeView& feature, const ChosenPeople& people) {
    double largest = 0;
    for (std::size_t i = 0; i < feature.values.size(); ++i) {
        if (people.chosen[i] != 0) { largest = std::fmax(largest, std::fabs(feature.values[i])); }
    }
    return largest;
}

/// Twice over the numbers, so that a mean far from 0 costs no digits.
Spread spread_of(const GenotypeView& feature, const ChosenPeople& people, double unit) {
    Spread spread;
    double sum = 0;
    for (std::size_t i = 0; i < feature.values.size(); ++i) {
        const double value = feature.values[i] / unit;
        if (people.chosen[i] == 0 || std::isnan(value)) { continue; }
        spread.least = spread.n == 0 ? value : std::fmin(spread.least, value);
        spread.most = spread.n == 0 ? value : std::fmax(spread.most, value);
        spread.n += 1;
        sum += value;
    }
    if (spread.n == 0) { return spread; }
    spread.mean = spread.varies() ? sum / spread.n : spread.least;
    double rest = 0;
    for (std::size_t i = 0; i < feature.values.size(); ++i) {
        const double difference = feature.values[i] / unit - spread.mean;
        if (people.chosen[i] == 0 || std::isnan(difference)) { continue; }
        rest += difference;
        spread.squares += difference * difference;
    }
    spread.mean += spread.varies() ? rest / spread.n : 0;
    spread.squares -= rest * rest / spread.n;
    return spread;
}

double next_power_of_two(double number) { return std::exp2(std::round(std::log2(number))); }

/// The unit of all cohorts.
PredictorUnit common_unit(std::span<const Spread> cohorts) {
    double n = 0;
    double sum = 0;
    double squares = 0;
    double degrees = 0;
    double least = 0;
    double most = 0;
    for (const Spread& cohort : cohorts) {
        if (cohort.n == 0) { continue; }
        least = n == 0 ? cohort.least : std::fmin(least, cohort.least);
        most = n == 0 ? cohort.most : std::fmax(most, cohort.most);
        n += cohort.n;
        sum += cohort.n * cohort.mean;
        squares += cohort.squares;
        degrees += cohort.n - 1;
    }
    if (n == 0) { return {}; }
    if (least == most) { return {least, 1}; }
    const double within = degrees > 0 ? std::sqrt(std::max(squares, 0.0) / degrees) : 0;
    // What differs between cohorts only has a scale, too.
    return {sum / n, next_power_of_two(within > 0 ? within : most - least)};
}

PredictorUnit own_unit(const Spread& cohort) {
    const double sd = cohort.n > 1 ? std::sqrt(std::max(cohort.squares, 0.0) / (cohort.n - 1)) : 0;
    return {cohort.mean, sd > 0 ? sd : 1};
}

void put_into(const PredictorUnit& unit, GenotypeView& feature, std::vector<double>& values) {
    values.resize(feature.values.size());
    std::ranges::transform(feature.values, values.begin(),
                           [&unit](double value) { return (value - unit.centre) / unit.scale; });
    feature.values = values;
}

/// Mean and standard deviation of several cohorts' people out of the cohorts' own. Those of one class take no part in
/// the pooled row of a binary trait.
void pool_moments(std::span<const std::vector<Estimate>> cohorts, std::size_t v, Estimate& pooled) {
    double n = 0;
    double sum = 0;
    for (const std::vector<Estimate>& cohort : cohorts) {
        const Estimate& own = cohort[v];
        if (std::isnan(own.predictor_mean) || own.status == RowStatus::one_class) { continue; }
        n += own.n;
        sum += own.n * own.predictor_mean;
    }
    pooled.predictor_mean = n > 0 ? sum / n : not_available;
    pooled.predictor_sd = not_available;
    if (n <= 1) { return; }
    double squares = 0;
    for (const std::vector<Estimate>& cohort : cohorts) {
        const Estimate& own = cohort[v];
        if (std::isnan(own.predictor_mean) || own.status == RowStatus::one_class) { continue; }
        const double apart = own.predictor_mean - pooled.predictor_mean;
        squares += own.n * apart * apart;
        if (own.n > 1) { squares += (own.n - 1) * own.predictor_sd * own.predictor_sd; }
    }
    pooled.predictor_sd = std::sqrt(squares / (n - 1));
}

void restore_moments(const PredictorUnit& unit, Estimate& row) {
    row.predictor_mean = unit.centre + unit.scale * row.predictor_mean;
    row.predictor_sd *= unit.scale;
}

}  // namespace

PredictorUnits standardise(const PredictorScaling& scaling, std::span<const ChosenPeople> cohorts,
                           std::span<GenotypeBlock> genotypes) {
    struct Bytes {
        std::shared_ptr<const void> before;
        std::vector<std::vector<double>> values;
    };
    PredictorUnits units;
    const std::size_t features = genotypes.empty() ? 0 : genotypes.front().variants.size();
    std::vector<std::shared_ptr<Bytes>> bytes;
    for (const GenotypeBlock& block : genotypes) {
        units.cohorts.emplace_back(features);
        bytes.push_back(std::make_shared<Bytes>(Bytes{block.bytes, std::vector<std::vector<double>>(features)}));
    }
    std::vector<Spread> spreads(genotypes.size());
    for (std::size_t v = 0; v < features; ++v) {
        double largest = 0;
        for (std::size_t c = 0; c < genotypes.size(); ++c) {
            const GenotypeView& feature = genotypes[c].variants[v];
            if (feature.present) { largest = std::fmax(largest, largest_number(feature, cohorts[c])); }
        }
        const double unit = largest > 0 ? std::exp2(std::ilogb(largest)) : 1;
        for (std::size_t c = 0; c < genotypes.size(); ++c) {
            const GenotypeView& feature = genotypes[c].variants[v];
            spreads[c] = feature.present ? spread_of(feature, cohorts[c], unit) : Spread{};
        }
        const PredictorUnit common = common_unit(spreads);
        for (std::size_t c = 0; c < genotypes.size(); ++c) {
            GenotypeView& feature = genotypes[c].variants[v];
            PredictorUnit chosen = scaling.per == io::EffectPer::cohort_sd ? own_unit(spreads[c]) : common;
            if (!scaling.common_centre && spreads[c].n > 0) { chosen.centre = spreads[c].mean; }
            units.cohorts[c][v] = {chosen.centre * unit, chosen.scale * unit};
            if (feature.present) { put_into(units.cohorts[c][v], feature, bytes[c]->values[v]); }
        }
    }
    for (std::size_t c = 0; c < genotypes.size(); ++c) { genotypes[c].bytes = std::move(bytes[c]); }
    return units;
}

void restore_units(const PredictorScaling& scaling, const PredictorUnits& units, ScanRows& rows) {
    for (std::size_t v = 0; v < rows.pooled.size(); ++v) {
        Estimate& pooled = rows.pooled[v].pooled;
        const PredictorUnit& common = units.cohorts.front()[v];
        for (std::size_t c = 0; c < rows.cohorts.size(); ++c) {
            restore_moments(units.cohorts[c][v], rows.cohorts[c][v]);
        }
        pool_moments(rows.cohorts, v, pooled);
        const double factor = scaling.per == io::EffectPer::cohort_sd ? 1
                              : scaling.per == io::EffectPer::sd      ? pooled.predictor_sd / common.scale
                                                                      : 1 / common.scale;
        for (std::vector<Estimate>& cohort : rows.cohorts) {
            cohort[v].beta *= factor;
            cohort[v].standard_error *= factor;
        }
        pooled.beta *= factor;
        pooled.standard_error *= factor;
        MetaAnalysis& meta = rows.pooled[v].meta;
        for (double* number : {&meta.beta_fixed, &meta.se_fixed, &meta.beta_random, &meta.se_random}) {
            *number *= factor;
        }
    }
}

}  // namespace atria::pipeline
