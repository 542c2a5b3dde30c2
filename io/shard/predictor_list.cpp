#include "io/shard/predictor_list.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/column_writer.hpp"
#include "io/hdf5/file.hpp"
#include "io/shard/layout_version.hpp"

namespace atria::io {

void write_predictor_list(const std::filesystem::path& file, const std::string& set,
                          std::span<const std::string> features) {
    hdf5::OutputFile output(file);
    write_layout(output, "predictor list");
    hdf5::set_attribute(output, "set", set);
    hdf5::TextColumnWriter names(file.parent_path());
    for (const std::string& feature : features) { names.add(feature); }
    names.write(output, "/predictors/name");
    output.finish();
}

struct PredictorListReader::Impl {
    explicit Impl(const std::filesystem::path& path)
        : file(path), name((check_layout(file, "predictor list"), file.open_dataset("/predictors/name"))) {}

    hdf5::InputFile file;
    hdf5::Dataset name;
};

PredictorListReader::PredictorListReader(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {}
PredictorListReader::~PredictorListReader() = default;
PredictorListReader::PredictorListReader(PredictorListReader&&) noexcept = default;
PredictorListReader& PredictorListReader::operator=(PredictorListReader&&) noexcept = default;

std::uint64_t PredictorListReader::size() const { return impl_->name.rows(); }

std::vector<std::string> PredictorListReader::read(std::uint64_t first, std::uint64_t count) const {
    return impl_->name.read_text(first, count);
}

}  // namespace atria::io
