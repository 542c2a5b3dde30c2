#include "io/shard/predictor_shard_reader.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/file.hpp"
#include "io/shard/layout_version.hpp"
#include "io/shard/raw_chunks.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace atria::io {

struct RawPredictors {
    struct Feature {
        std::uint64_t place = 0;  ///< in the block
        std::uint64_t row = 0;
        std::uint32_t missing = 0;
    };
    std::uint64_t count = 0;
    std::vector<Feature> features;  ///< those that the cohort has
    RawRows rows;
};

struct PredictorShardReader::Impl {
    explicit Impl(const std::filesystem::path& path)
        : file(path),
          people((check_layout(file, "predictors"), hdf5::number_attribute(file, "people"))),
          values(file.open_dataset("/predictors/values")) {
        const hdf5::Layout& layout = values.dataset().layout();
        if (people == 0 || layout.element != hdf5::Element::f64 || layout.columns != people || layout.compressed) {
            refuse("it has another shape than the people ask for");
        }
        const hdf5::Dataset index = file.open_dataset("/predictors/study_index");
        const hdf5::Dataset missing_people = file.open_dataset("/predictors/missing");
        check_rows(values.dataset().rows(), {&index, &missing_people});
        study_index = index.read<std::uint32_t>(0, index.rows());
        missing = missing_people.read<std::uint32_t>(0, index.rows());
        if (!std::ranges::is_sorted(study_index, std::ranges::less_equal{})) {
            refuse("its features are out of order");
        }
    }

    [[noreturn]] void refuse(const std::string& reason) const {
        throw Error(Fault::bad_data, values.dataset().place().text() + ": " + reason +
                                         ". The file is damaged; make the study again with `atria shard`.");
    }

    hdf5::InputFile file;
    std::uint64_t people;
    // Reading moves a window along; only the thread that may call HDF5 just then does it. decode() uses no more than
    // its place.
    mutable ChunkSource values;
    std::vector<std::uint32_t> study_index;  // ascending
    std::vector<std::uint32_t> missing;
};

PredictorShardReader::PredictorShardReader(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {}
PredictorShardReader::~PredictorShardReader() = default;
PredictorShardReader::PredictorShardReader(PredictorShardReader&&) noexcept = default;
PredictorShardReader& PredictorShardReader::operator=(PredictorShardReader&&) noexcept = default;

std::size_t PredictorShardReader::people() const { return static_cast<std::size_t>(impl_->people); }

std::uint64_t PredictorShardReader::features() const { return impl_->study_index.size(); }

std::shared_ptr<const RawPredictors> PredictorShardReader::read_raw(std::uint64_t first, std::uint64_t count) const {
    auto raw = std::make_shared<RawPredictors>();
    raw->count = count;
    const auto& index = impl_->study_index;
    const auto begin = std::ranges::lower_bound(index, first);
    const auto end = std::ranges::lower_bound(index, first + count);
    for (auto at = begin; at != end; ++at) {
        const auto row = static_cast<std::size_t>(at - index.begin());
        raw->features.push_back({*at - first, row, impl_->missing[row]});
    }
    if (begin != end) { raw->rows = impl_->values.read(raw->features.front().row, raw->features.back().row + 1); }
    return raw;
}

GenotypeBlock PredictorShardReader::decode(const RawPredictors& raw) const {
    for (const auto& chunk : raw.rows.chunks) { chunk->verify(); }
    GenotypeBlock block;
    block.people = people();
    block.variants.resize(static_cast<std::size_t>(raw.count));
    const std::uint64_t row_bytes = sizeof(double) * impl_->people;
    for (const RawPredictors::Feature& feature : raw.features) {
        GenotypeView& view = block.variants[static_cast<std::size_t>(feature.place)];
        view.present = true;
        view.encoding = Encoding::real;
        view.values = {reinterpret_cast<const double*>(raw.rows.row(feature.row, row_bytes)), block.people};
        view.counts.missing = feature.missing;
        // Kernels rely on what is told of those without a number.
        std::uint64_t missing = 0;
        std::uint64_t infinite = 0;
        for (const double value : view.values) {
            missing += std::isnan(value) ? 1U : 0U;
            infinite += std::isinf(value) ? 1U : 0U;
        }
        if (infinite > 0) { impl_->refuse("there are infinite numbers"); }
        if (missing != feature.missing) { impl_->refuse("not as many people lack a number as is told of a feature"); }
    }
    block.bytes = std::make_shared<ChunkRun>(raw.rows.chunks);
    return block;
}

}  // namespace atria::io
