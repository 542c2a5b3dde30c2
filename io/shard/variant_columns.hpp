#pragma once

#include "io/hdf5/column_writer.hpp"
#include "kernels/data/variant.hpp"

#include <filesystem>

namespace atria::io {

/// The columns that name a variant, /variants/{position, effect_allele, other_allele, id}: the same in variants.h5 and
/// in every shard.
class VariantColumns {
public:
    VariantColumns(hdf5::OutputFile& file, const std::filesystem::path& folder)
        : position_(file, "/variants/position"), effect_allele_(folder), other_allele_(folder), id_(folder) {}

    void add(const Variant& variant) {
        position_.add(variant.position);
        effect_allele_.add(variant.effect_allele);
        other_allele_.add(variant.other_allele);
        id_.add(variant.id);
    }

    void close(hdf5::OutputFile& file) {
        position_.close();
        effect_allele_.write(file, "/variants/effect_allele");
        other_allele_.write(file, "/variants/other_allele");
        id_.write(file, "/variants/id");
    }

private:
    hdf5::ColumnWriter<std::uint32_t> position_;
    hdf5::TextColumnWriter effect_allele_;
    hdf5::TextColumnWriter other_allele_;
    hdf5::TextColumnWriter id_;
};

}  // namespace atria::io
