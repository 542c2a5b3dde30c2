#include "io/results/part_file.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/file.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace atria::io {

namespace {

constexpr std::uint64_t part_layout_version = 5;

// A row of numbers is a struct's members one after the other; both lists are the only places that know the order.
constexpr std::array estimate_members{
    &Estimate::n,
    &Estimate::n_cases,
    &Estimate::n_events,
    &Estimate::effect_allele_frequency,
    &Estimate::mac,
    &Estimate::predictor_mean,
    &Estimate::predictor_sd,
    &Estimate::event_alleles,
    &Estimate::event_frequency,
    &Estimate::censored_alleles,
    &Estimate::censored_frequency,
    &Estimate::beta,
    &Estimate::standard_error,
    &Estimate::statistic,
    &Estimate::degrees_of_freedom,
    &Estimate::neg_log10_p,
    &Estimate::score_chisq,
    &Estimate::log_likelihood,
    &Estimate::log_likelihood_null,
    &Estimate::zph_chisq,
    &Estimate::zph_neg_log10_p,
};
constexpr std::array meta_members{
    &MetaAnalysis::cohorts,
    &MetaAnalysis::q,
    &MetaAnalysis::i2,
    &MetaAnalysis::q_neg_log10_p,
    &MetaAnalysis::beta_fixed,
    &MetaAnalysis::se_fixed,
    &MetaAnalysis::fixed_neg_log10_p,
    &MetaAnalysis::beta_random,
    &MetaAnalysis::se_random,
    &MetaAnalysis::random_neg_log10_p,
};
constexpr std::size_t estimate_width = estimate_members.size() + 1;  // and status with test
constexpr std::size_t pooled_width = estimate_width + meta_members.size();

constexpr double tests_apart = 256;  // status + 256 · test

static_assert(sizeof(Estimate) == estimate_width * sizeof(double), "a member is missing in the list");
static_assert(sizeof(MetaAnalysis) == meta_members.size() * sizeof(double), "a member is missing in the list");

void append(std::vector<double>& numbers, const Estimate& estimate) {
    for (const auto member : estimate_members) { numbers.push_back(estimate.*member); }
    numbers.push_back(static_cast<double>(estimate.status) + tests_apart * static_cast<double>(estimate.test));
}

Estimate estimate_from(const double* numbers, const hdf5::Dataset& dataset) {
    Estimate estimate;
    for (const auto member : estimate_members) { estimate.*member = *numbers++; }
    const double test = std::floor(*numbers / tests_apart);
    const double status = *numbers - test * tests_apart;
    const auto is_one_of = [](double number, auto last) {  // false for NaN
        return number >= 0 && number <= static_cast<double>(last) && number == std::trunc(number);
    };
    if (!is_one_of(test, TestKind::sandwich) || !is_one_of(status, RowStatus::perfect_fit)) {
        throw Error(Fault::bad_data, dataset.place().text() +
                                         ": a row has a status or test that this program does not know. Remove the "
                                         "folder of the part and run the same command again.");
    }
    estimate.test = static_cast<TestKind>(static_cast<std::uint8_t>(test));
    estimate.status = static_cast<RowStatus>(static_cast<std::uint8_t>(status));
    return estimate;
}

std::string pooled_name(std::size_t trait) { return "/traits/" + std::to_string(trait) + "/pooled"; }
std::string cohorts_name(std::size_t trait) { return "/traits/" + std::to_string(trait) + "/cohorts"; }

/// What must be equal for rows to be read back as what they were.
std::string names_of(std::span<const TraitResult> traits) {
    std::string names;
    for (const TraitResult& trait : traits) {
        names.append(trait.name).append("\t").append(model_name(trait.model)).append("\t").append(trait.test);
        for (const std::string& cohort : trait.cohorts) { names.append("\t").append(cohort); }
        names.append("\n");
    }
    return names;
}

hdf5::Layout rows_of(std::size_t columns) {
    constexpr std::uint64_t chunk_bytes = 262144;
    const std::uint64_t rows = std::clamp<std::uint64_t>(chunk_bytes / (columns * sizeof(double)), 1, 16384);
    return {hdf5::Element::f64, 0, columns, rows, false};
}

}  // namespace

std::filesystem::path parts_folder(const std::filesystem::path& results) { return results / ".parts"; }

std::string part_name(std::uint64_t first_block) {
    constexpr std::size_t digits = 12;
    std::string number = std::to_string(first_block);
    number.insert(0, number.size() < digits ? digits - number.size() : 0, '0');
    return "blocks-" + number + ".h5";
}

struct PartWriter::Impl {
    hdf5::OutputFile file;
    std::vector<std::size_t> cohorts;  ///< of each trait
    std::vector<hdf5::Dataset> pooled;
    std::vector<hdf5::Dataset> by_cohort;
    hdf5::Dataset blocks;
    std::uint64_t rows = 0;

    explicit Impl(const std::filesystem::path& path) : file(path) {}
};

PartWriter::PartWriter(const std::filesystem::path& file, std::span<const TraitResult> traits, const std::string& run)
    : impl_(std::make_unique<Impl>(file)) {
    hdf5::set_attribute(impl_->file, "layout", std::string("atria part"));
    hdf5::set_attribute(impl_->file, "layout_version", part_layout_version);
    hdf5::set_attribute(impl_->file, "run", run);
    hdf5::set_attribute(impl_->file, "traits", names_of(traits));
    impl_->blocks = impl_->file.create_dataset("/blocks", {hdf5::Element::u64, 0, 3, 1024, false});
    for (std::size_t t = 0; t < traits.size(); ++t) {
        const std::size_t cohorts = traits[t].cohorts.size();
        if (cohorts == 0) { throw std::logic_error("a trait without cohorts"); }
        impl_->cohorts.push_back(cohorts);
        impl_->pooled.push_back(impl_->file.create_dataset(pooled_name(t), rows_of(pooled_width)));
        impl_->by_cohort.push_back(impl_->file.create_dataset(cohorts_name(t), rows_of(cohorts * estimate_width)));
    }
}

PartWriter::~PartWriter() = default;
PartWriter::PartWriter(PartWriter&&) noexcept = default;
PartWriter& PartWriter::operator=(PartWriter&&) noexcept = default;

void PartWriter::add(std::uint64_t block, std::span<const ScanRows> rows) {
    if (rows.size() != impl_->cohorts.size()) { throw std::logic_error("a block with another number of traits"); }
    const std::size_t variants = rows.empty() ? 0 : rows.front().pooled.size();
    std::vector<double> numbers;
    for (std::size_t t = 0; t < rows.size(); ++t) {
        bool fits = rows[t].pooled.size() == variants && rows[t].cohorts.size() == impl_->cohorts[t];
        for (const auto& cohort : rows[t].cohorts) { fits = fits && cohort.size() == variants; }
        if (!fits) { throw std::logic_error("a block whose traits differ in variants or cohorts"); }

        numbers.clear();
        for (const AssociationRow& row : rows[t].pooled) {
            append(numbers, row.pooled);
            for (const auto member : meta_members) { numbers.push_back(row.meta.*member); }
        }
        impl_->pooled[t].append(std::span<const double>(numbers));
        numbers.clear();
        for (std::size_t i = 0; i < variants; ++i) {
            for (const auto& cohort : rows[t].cohorts) { append(numbers, cohort[i]); }
        }
        impl_->by_cohort[t].append(std::span<const double>(numbers));
    }
    const std::array<std::uint64_t, 3> line{block, impl_->rows, variants};
    impl_->blocks.append(std::span<const std::uint64_t>(line));
    impl_->rows += variants;
}

void PartWriter::close() {
    impl_->pooled.clear();
    impl_->by_cohort.clear();
    impl_->blocks = {};
    impl_->file.finish();
    impl_.reset();
}

struct PartReader::Impl {
    hdf5::InputFile file;
    std::vector<std::size_t> cohorts;
    std::vector<hdf5::Dataset> pooled;
    std::vector<hdf5::Dataset> by_cohort;
    std::vector<PartBlock> blocks;

    explicit Impl(const std::filesystem::path& path) : file(path) {}
};

PartReader::PartReader(const std::filesystem::path& file, std::span<const TraitResult> traits, const std::string& run)
    : impl_(std::make_unique<Impl>(file)) {
    if (hdf5::number_attribute(impl_->file, "layout_version") != part_layout_version ||
        hdf5::text_attribute(impl_->file, "run") != run ||
        hdf5::text_attribute(impl_->file, "traits") != names_of(traits)) {
        throw Error(Fault::bad_data, file.string() + ": this part is of another run. Remove the folder " +
                                         file.parent_path().string() + " and run the same command again.");
    }
    for (std::size_t t = 0; t < traits.size(); ++t) {
        impl_->cohorts.push_back(traits[t].cohorts.size());
        impl_->pooled.push_back(impl_->file.open_dataset(pooled_name(t)));
        impl_->by_cohort.push_back(impl_->file.open_dataset(cohorts_name(t)));
        impl_->pooled.back().require_columns(pooled_width);
        impl_->by_cohort.back().require_columns(traits[t].cohorts.size() * estimate_width);
    }
    const hdf5::Dataset blocks = impl_->file.open_dataset("/blocks");
    blocks.require_columns(3);
    const auto lines = blocks.read<std::uint64_t>(0, blocks.rows());
    for (std::size_t i = 0; i + 2 < lines.size(); i += 3) {
        impl_->blocks.push_back({lines[i], lines[i + 1], lines[i + 2]});
    }
}

PartReader::~PartReader() = default;
PartReader::PartReader(PartReader&&) noexcept = default;
PartReader& PartReader::operator=(PartReader&&) noexcept = default;

const std::vector<PartBlock>& PartReader::blocks() const { return impl_->blocks; }

ScanRows PartReader::read(const PartBlock& block, std::size_t trait) const {
    const std::size_t cohorts = impl_->cohorts.at(trait);
    ScanRows rows;
    const auto pooled = impl_->pooled[trait].read<double>(block.first_row, block.variants);
    rows.pooled.reserve(block.variants);
    for (std::size_t i = 0; i < block.variants; ++i) {
        const double* numbers = pooled.data() + i * pooled_width;
        AssociationRow row;
        row.pooled = estimate_from(numbers, impl_->pooled[trait]);
        numbers += estimate_width;
        for (const auto member : meta_members) { row.meta.*member = *numbers++; }
        rows.pooled.push_back(row);
    }
    const auto by_cohort = impl_->by_cohort[trait].read<double>(block.first_row, block.variants);
    rows.cohorts.resize(cohorts);
    for (std::size_t c = 0; c < cohorts; ++c) {
        rows.cohorts[c].reserve(block.variants);
        for (std::size_t i = 0; i < block.variants; ++i) {
            rows.cohorts[c].push_back(
                estimate_from(by_cohort.data() + (i * cohorts + c) * estimate_width, impl_->by_cohort[trait]));
        }
    }
    return rows;
}

}  // namespace atria::io
