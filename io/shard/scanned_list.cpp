#include "io/shard/scanned_list.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/file.hpp"

#include <utility>

namespace atria::io {

namespace {

std::variant<VariantListReader, PredictorListReader> opened(const std::filesystem::path& file) {
    if (hdf5::text_attribute(hdf5::InputFile(file), "content") == "predictor list") {
        return PredictorListReader(file);
    }
    return VariantListReader(file);
}

}  // namespace

ScannedList::ScannedList(const std::filesystem::path& file) : list_(opened(file)) {}

std::vector<Variant> ScannedList::read(std::uint64_t first, std::uint64_t count) const {
    if (const auto* variants = std::get_if<VariantListReader>(&list_)) { return variants->read(first, count); }
    std::vector<Variant> rows;
    for (std::string& name : std::get<PredictorListReader>(list_).read(first, count)) {
        rows.emplace_back().id = std::move(name);
    }
    return rows;
}

}  // namespace atria::io
