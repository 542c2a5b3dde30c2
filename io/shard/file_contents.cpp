#include "io/shard/file_contents.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/file.hpp"
#include "io/shard/layout_version.hpp"

#include <algorithm>

namespace atria::io {

namespace {

std::string type_name(const hdf5::Layout& layout) {
    switch (layout.element) {
        case hdf5::Element::u8:
            return "u8";
        case hdf5::Element::u16:
            return "u16";
        case hdf5::Element::u32:
            return "u32";
        case hdf5::Element::u64:
            return "u64";
        case hdf5::Element::f64:
            return "f64";
        case hdf5::Element::text:
            break;
    }
    return "text[" + std::to_string(layout.text_width) + "]";
}

}  // namespace

FileContents describe_file(const std::filesystem::path& path) {
    const hdf5::InputFile file(path);
    FileContents contents;
    contents.attributes = hdf5::all_attributes(file);
    for (const auto& name : file.dataset_names()) {
        const auto dataset = file.open_dataset(name);
        const auto& layout = dataset.layout();
        contents.datasets.push_back(
            {name, type_name(layout), dataset.rows(), layout.columns, layout.chunk_rows, dataset.stored_bytes()});
    }
    return contents;
}

ShardSummary summarise_shard(const std::filesystem::path& path) {
    const hdf5::InputFile file(path);
    check_layout(file, "shard");
    ShardSummary summary;
    summary.cohort = hdf5::text_attribute(file, "cohort");
    summary.chromosome = hdf5::number_attribute(file, "chromosome");
    summary.people = hdf5::number_attribute(file, "people");
    const auto encoding = file.open_dataset("/variants/encoding");
    const auto missing = file.open_dataset("/variants/missing");
    check_rows(encoding.rows(), {&missing});
    summary.variants = encoding.rows();
    constexpr std::uint64_t rows_at_once = 65536;
    for (std::uint64_t row = 0; row < summary.variants; row += rows_at_once) {
        const std::uint64_t count = std::min(rows_at_once, summary.variants - row);
        for (const auto code : encoding.read<std::uint8_t>(row, count)) {
            (code == 0 ? summary.packed : code == 1 ? summary.sparse : summary.dosages) += 1;
        }
        for (const auto people : missing.read<std::uint32_t>(row, count)) { summary.missing_calls += people; }
    }
    return summary;
}

PredictorSummary summarise_predictors(const std::filesystem::path& path) {
    const hdf5::InputFile file(path);
    check_layout(file, "predictors");
    PredictorSummary summary;
    summary.set = hdf5::text_attribute(file, "set");
    summary.cohort = hdf5::text_attribute(file, "cohort");
    summary.people = hdf5::number_attribute(file, "people");
    const auto missing = file.open_dataset("/predictors/missing");
    const auto sd = file.open_dataset("/predictors/sd");
    check_rows(missing.rows(), {&sd});
    summary.features = missing.rows();
    for (const auto people : missing.read<std::uint32_t>(0, missing.rows())) { summary.missing += people; }
    for (const double each : sd.read<double>(0, sd.rows())) { summary.constant += each == 0 ? 1U : 0U; }
    return summary;
}

}  // namespace atria::io
