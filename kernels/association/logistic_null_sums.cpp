#include "kernels/association/logistic_null_sums.hpp"

#include "kernels/data/real_variants.hpp"
#include "kernels/math/real_products.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

namespace atria::association {
namespace {

/// What the people without a call add to a null model's sums.
void take_out_missing(const LogisticNullCohort& cohort, const NullColumns& at,
                      const std::vector<std::uint32_t>& missing, LogisticSums& sums) {
    const math::FixedPointColumns& columns = *cohort.columns;
    const auto k = static_cast<std::size_t>(cohort.people.x.rows());
    std::vector<double> row(k + 1);
    std::vector<double> products(k * k);  // of the covariates' information, what is left
    for (std::size_t j = 0; j < k; ++j) {
        for (std::size_t i = 0; i < k; ++i) {
            products[j * k + i] = sums.information(static_cast<Eigen::Index>(i) + 1, static_cast<Eigen::Index>(j) + 1);
        }
    }
    double* score = sums.score.data();
    double* across = sums.information.data();  // its first column
    for (const std::uint32_t person : missing) {
        const std::int64_t* fixed = columns.row(cohort.person[person]);
        for (std::size_t c = 0; c <= k; ++c) { row[c] = columns.real(fixed[at.first + c], at.first + c); }
        const double* x = cohort.people.x.data() + person * k;
        const double residual = row[k];
        score[0] -= residual;
        across[0] -= columns.real(fixed[at.weight], at.weight);
        for (std::size_t j = 0; j < k; ++j) {
            score[j + 1] -= residual * x[j];
            across[j + 1] -= row[j];
            double* product = products.data() + j * k;
            for (std::size_t i = 0; i < k; ++i) { product[i] -= row[i] * x[j]; }
        }
    }
    const auto size = static_cast<Eigen::Index>(k);
    sums.information.block(1, 1, size, size) = Eigen::Map<const Eigen::MatrixXd>(products.data(), size, size);
    sums.information.row(0).segment(1, size) = sums.information.col(0).segment(1, size).transpose();
}

struct CarrierBytes {
    std::unique_ptr<std::uint8_t[]> packed;
    std::vector<SparseEntry> sparse;
};

/// 2-bit codes: 1 for 1 and 2, 0 for 0 and for a missing call, which is nobody's carrier.
std::uint64_t carried_fields(std::uint64_t calls) { return (calls ^ (calls >> 1U)) & 0x5555'5555'5555'5555U; }

void carried_fields(std::span<const std::uint8_t> packed, std::uint8_t* out) {
    const std::size_t whole = packed.size() / 8 * 8;
    std::uint64_t calls = 0;
    for (std::size_t byte = 0; byte < whole; byte += 8) {
        std::memcpy(&calls, packed.data() + byte, 8);
        calls = carried_fields(calls);
        std::memcpy(out + byte, &calls, 8);
    }
    for (std::size_t byte = whole; byte < packed.size(); ++byte) {
        out[byte] = static_cast<std::uint8_t>(carried_fields(packed[byte]));
    }
}

}  // namespace

GenotypeBlock carriers_of(const GenotypeBlock& genotypes) {
    auto bytes = std::make_shared<CarrierBytes>();
    std::size_t packed = 0;
    std::size_t sparse = 0;
    for (const GenotypeView& variant : genotypes.variants) {
        if (!variant.present || is_real(variant)) { continue; }
        packed += variant.packed.size();
        sparse += variant.sparse.size();
    }
    bytes->packed = std::make_unique_for_overwrite<std::uint8_t[]>(packed);
    bytes->sparse.reserve(sparse);
    GenotypeBlock carriers;
    carriers.people = genotypes.people;
    std::uint8_t* fields = bytes->packed.get();
    for (const GenotypeView& variant : genotypes.variants) {
        GenotypeView& view = carriers.variants.emplace_back();
        if (!variant.present || is_real(variant)) { continue; }
        view.present = true;
        view.encoding = variant.encoding;
        if (variant.encoding == Encoding::packed) {
            carried_fields(variant.packed, fields);
            view.packed = {fields, variant.packed.size()};
            fields += variant.packed.size();
            continue;
        }
        view.base = variant.base == 0 ? 0 : 1;
        const std::size_t first = bytes->sparse.size();
        for (const SparseEntry entry : variant.sparse) {
            const bool carries = code_of(entry) == 1 || code_of(entry) == 2;
            if (carries == (view.base == 1)) { continue; }
            bytes->sparse.push_back(sparse_entry(person_of(entry), carries ? 1 : 0));
        }
        view.sparse = std::span(bytes->sparse).subspan(first);
    }
    carriers.bytes = std::move(bytes);
    return carriers;
}

LogisticNullSums::LogisticNullSums(const LogisticNullCohort& cohort, const GenotypeBlock& genotypes,
                                   const GenotypeBlock& carriers)
    : cohort_(cohort),
      covariates_(cohort.people.x.rows()),
      products_(math::genotype_products(*cohort.columns, genotypes.variants)),
      carried_weights_(math::genotype_products(*cohort.columns, carriers.variants, cohort.weights)) {
    const math::FixedPointColumns& columns = *cohort.columns;
    RealVariants some(genotypes);
    while (some.next()) {
        const Eigen::MatrixXd products = math::real_products(columns, some.values(), columns.columns());
        const Eigen::MatrixXd squares = math::real_products(columns, some.values().cwiseAbs2(), cohort.weights);
        if (real_products_.size() == 0) {
            real_products_.setZero(products.rows() + squares.rows(),
                                   static_cast<Eigen::Index>(genotypes.variants.size()));
            real_.assign(genotypes.variants.size(), 0);
        }
        for (std::size_t i = 0; i < some.size(); ++i) {
            const auto at = static_cast<Eigen::Index>(i);
            real_products_.col(static_cast<Eigen::Index>(some.variant(i))) << products.col(at), squares.col(at);
            real_[some.variant(i)] = 1;
        }
    }
}

void LogisticNullSums::variant_at(const LogisticNullFit& fit, std::size_t v, VariantSums& sums) const {
    const math::FixedPointColumns& columns = *cohort_.columns;
    const Eigen::Index k = covariates_;
    const auto column = static_cast<Eigen::Index>(v);
    const auto weight = static_cast<Eigen::Index>(fit.columns.weight);
    const auto first = static_cast<Eigen::Index>(fit.columns.first);
    sums.information.resize(k + 2);
    if (!real_.empty() && real_[v] != 0) {
        const auto numbers = real_products_.col(column);
        sums.score = numbers[first + k];
        sums.information << numbers[weight], numbers.segment(first, k),
            numbers[static_cast<Eigen::Index>(columns.columns()) + weight];
        return;
    }
    const auto real = [&](std::int64_t sum, Eigen::Index of) {
        return columns.real(sum, static_cast<std::size_t>(of));
    };
    sums.score = real(products_(first + k, column), first + k);
    sums.information[0] = real(products_(weight, column), weight);
    for (Eigen::Index c = 0; c < k; ++c) { sums.information[c + 1] = real(products_(first + c, column), first + c); }
    sums.information[k + 1] = real(3 * products_(weight, column) - 2 * carried_weights_(weight, column), weight);
}

LogisticSums LogisticNullSums::at(const LogisticNullFit& fit, std::size_t v,
                                  const std::vector<std::uint32_t>& missing) const {
    LogisticSums sums = fit.sums;
    const Eigen::Index k = covariates_;
    if (!missing.empty()) { take_out_missing(cohort_, fit.columns, missing, sums); }
    VariantSums of_variant;
    variant_at(fit, v, of_variant);
    sums.score[k + 1] = of_variant.score;
    sums.information.row(k + 1) = of_variant.information.transpose();
    sums.information.col(k + 1) = of_variant.information;
    return sums;
}

}  // namespace atria::association
