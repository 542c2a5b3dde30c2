#include "io/shard/variant_list.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/hdf5/file.hpp"
#include "io/shard/layout_version.hpp"
#include "io/shard/variant_columns.hpp"
#include "kernels/data/error.hpp"

namespace atria::io {

struct VariantListWriter::Impl {
    explicit Impl(const std::filesystem::path& path)
        : file(path), chromosome(file, "/variants/chromosome"), columns(file, path.parent_path()) {
        write_layout(file, "variant list");
    }

    hdf5::OutputFile file;
    hdf5::ColumnWriter<std::uint8_t> chromosome;
    VariantColumns columns;
    Variant last;
};

VariantListWriter::VariantListWriter(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {}
VariantListWriter::~VariantListWriter() = default;
VariantListWriter::VariantListWriter(VariantListWriter&&) noexcept = default;
VariantListWriter& VariantListWriter::operator=(VariantListWriter&&) noexcept = default;

void VariantListWriter::add(const Variant& variant) {
    if (!(impl_->last < variant)) { throw std::logic_error("variants of the study's list must ascend"); }
    impl_->last = variant;
    impl_->chromosome.add(variant.chromosome);
    impl_->columns.add(variant);
}

void VariantListWriter::close() {
    impl_->chromosome.close();
    impl_->columns.close(impl_->file);
    impl_->file.finish();
}

struct VariantListReader::Impl {
    explicit Impl(const std::filesystem::path& path)
        : file(path),
          chromosome((check_layout(file, "variant list"), file.open_dataset("/variants/chromosome"))),
          position(file.open_dataset("/variants/position")),
          effect_allele(file.open_dataset("/variants/effect_allele")),
          other_allele(file.open_dataset("/variants/other_allele")),
          id(file.open_dataset("/variants/id")) {
        check_rows(chromosome.rows(), {&position, &effect_allele, &other_allele, &id});
    }

    hdf5::InputFile file;
    hdf5::Dataset chromosome;
    hdf5::Dataset position;
    hdf5::Dataset effect_allele;
    hdf5::Dataset other_allele;
    hdf5::Dataset id;
};

VariantListReader::VariantListReader(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {}
VariantListReader::~VariantListReader() = default;
VariantListReader::VariantListReader(VariantListReader&&) noexcept = default;
VariantListReader& VariantListReader::operator=(VariantListReader&&) noexcept = default;

std::uint64_t VariantListReader::size() const { return impl_->chromosome.rows(); }

std::vector<Variant> VariantListReader::read(std::uint64_t first, std::uint64_t count) const {
    const auto chromosome = impl_->chromosome.read<std::uint8_t>(first, count);
    const auto position = impl_->position.read<std::uint32_t>(first, count);
    auto effect_allele = impl_->effect_allele.read_text(first, count);
    auto other_allele = impl_->other_allele.read_text(first, count);
    auto id = impl_->id.read_text(first, count);
    std::vector<Variant> variants(chromosome.size());
    for (std::size_t i = 0; i < variants.size(); ++i) {
        if (chromosome[i] == 0 || chromosome[i] > last_chromosome) {
            throw Error(Fault::bad_data, impl_->chromosome.place().text() + ": " + std::to_string(chromosome[i]) +
                                             " is the code of no chromosome. The file is damaged; make the study "
                                             "again with `atria shard`.");
        }
        variants[i] = {chromosome[i], position[i], std::move(effect_allele[i]), std::move(other_allele[i]),
                       std::move(id[i])};
    }
    return variants;
}

}  // namespace atria::io
