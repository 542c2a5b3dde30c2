#include "io/shard/shard_writer.hpp"

#include "io/file_digest.hpp"
#include "io/hdf5/attribute.hpp"
#include "io/hdf5/column_writer.hpp"
#include "io/hdf5/file.hpp"
#include "io/shard/call_counts.hpp"
#include "io/shard/layout_version.hpp"
#include "io/shard/variant_columns.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace atria::io {

namespace {

constexpr std::uint64_t sparse_chunk_entries = 65536;
/// Entries are person << 2 | code in 32 bits.
constexpr std::size_t most_people = std::size_t{1} << 30U;

/// A power of two, so that the blocks of a scan share few chunks; a few hundred kB, at most 256 rows.
std::uint64_t packed_chunk_rows(std::uint64_t row_bytes) {
    constexpr std::uint64_t target_bytes = 262144;
    return std::bit_floor(std::clamp<std::uint64_t>(target_bytes / row_bytes, 1, 256));
}

/// The study indices of the rows, written only from the first row on that is not its own index.
class StudyIndexColumn {
public:
    void add(hdf5::OutputFile& file, std::uint64_t study_index) {
        if (complete_ && study_index != rows_) {
            complete_ = false;
            column_.emplace(file, "/variants/study_index");
            for (std::uint64_t row = 0; row < rows_; ++row) { column_->add(static_cast<std::uint32_t>(row)); }
        }
        if (!complete_) { column_->add(static_cast<std::uint32_t>(study_index)); }
        ++rows_;
    }

    void close(const hdf5::OutputFile& file) {
        hdf5::set_attribute(file, "complete", std::uint64_t{complete_ ? 1U : 0U});
        if (!complete_) { column_->close(); }
    }

private:
    std::optional<hdf5::ColumnWriter<std::uint32_t>> column_;
    std::uint64_t rows_ = 0;
    bool complete_ = true;
};

}  // namespace

struct ShardWriter::Impl {
    Impl(const std::filesystem::path& path, const std::string& cohort, Chromosome chromosome_code,
         std::size_t people_count)
        : file(path),
          people(people_count),
          row_bytes((people_count + 3) / 4),
          columns(file, path.parent_path()),
          encoding(file, "/variants/encoding"),
          base(file, "/variants/base"),
          hom_other(file, "/variants/hom_other"),
          het(file, "/variants/het"),
          hom_effect(file, "/variants/hom_effect"),
          missing(file, "/variants/missing"),
          offset(file, "/variants/offset"),
          length(file, "/variants/length"),
          packed(file, "/genotypes/packed", packed_chunk_rows(row_bytes), false, row_bytes),
          sparse(file, "/genotypes/sparse", sparse_chunk_entries, false) {
        entry.path = path.string();
        entry.chromosome = chromosome_code;
        write_layout(file, "shard");
        hdf5::set_attribute(file, "cohort", cohort);
        hdf5::set_attribute(file, "chromosome", std::uint64_t{chromosome_code});
        hdf5::set_attribute(file, "people", static_cast<std::uint64_t>(people));
    }

    void add_packed(std::span<const std::uint8_t> codes) {
        encoding.add(static_cast<std::uint8_t>(Encoding::packed));
        base.add(0);
        offset.add(entry.packed_variants);
        length.add(0);
        packed.add_row(codes);
        ++entry.packed_variants;
    }

    void add_sparse(std::span<const std::uint8_t> codes, std::uint8_t base_code) {
        encoding.add(static_cast<std::uint8_t>(Encoding::sparse));
        base.add(base_code);
        offset.add(entry.sparse_entries);
        const std::uint64_t before = entry.sparse_entries;
        const std::uint8_t base_byte = base_code == 2 ? 0xAA : 0x00;
        for (std::size_t byte = 0; byte < codes.size(); ++byte) {
            if (codes[byte] == base_byte) { continue; }
            for (std::size_t person = 4 * byte; person < std::min(4 * byte + 4, people); ++person) {
                const auto code = static_cast<std::uint8_t>(codes[byte] >> 2 * (person - 4 * byte) & 3U);
                if (code != base_code) {
                    sparse.add(sparse_entry(static_cast<std::uint32_t>(person), code));
                    ++entry.sparse_entries;
                }
            }
        }
        length.add(static_cast<std::uint32_t>(entry.sparse_entries - before));
    }

    hdf5::OutputFile file;
    std::size_t people;
    std::uint64_t row_bytes;
    ShardEntry entry;
    StudyIndexColumn study_index;
    VariantColumns columns;
    hdf5::ColumnWriter<std::uint8_t> encoding;
    hdf5::ColumnWriter<std::uint8_t> base;
    hdf5::ColumnWriter<std::uint32_t> hom_other;
    hdf5::ColumnWriter<std::uint32_t> het;
    hdf5::ColumnWriter<std::uint32_t> hom_effect;
    hdf5::ColumnWriter<std::uint32_t> missing;
    hdf5::ColumnWriter<std::uint64_t> offset;
    hdf5::ColumnWriter<std::uint32_t> length;
    hdf5::ColumnWriter<std::uint8_t> packed;
    hdf5::ColumnWriter<SparseEntry> sparse;
    std::uint64_t next_study_index = 0;
};

ShardWriter::ShardWriter(const std::filesystem::path& file, const std::string& cohort, Chromosome chromosome,
                         std::size_t people) {
    if (people == 0 || people >= most_people) { throw std::logic_error("a shard holds 1 to 2^30 - 1 people"); }
    impl_ = std::make_unique<Impl>(file, cohort, chromosome, people);
}
ShardWriter::~ShardWriter() = default;
ShardWriter::ShardWriter(ShardWriter&&) noexcept = default;
ShardWriter& ShardWriter::operator=(ShardWriter&&) noexcept = default;

void ShardWriter::add(const Variant& variant, std::uint64_t study_index, std::span<const std::uint8_t> codes) {
    Impl& shard = *impl_;
    if (codes.size() != shard.row_bytes || variant.chromosome != shard.entry.chromosome ||
        study_index < shard.next_study_index || study_index > 0xFFFFFFFFU) {
        throw std::logic_error("a shard takes whole rows of its own chromosome, ascending by study index");
    }
    if (shard.people % 4 != 0 && codes.back() >> 2 * (shard.people % 4) != 0) {
        throw std::logic_error("the bits behind the last person must be 0");
    }
    shard.next_study_index = study_index + 1;
    const GenotypeCounts counts = count_calls(codes, shard.people);
    shard.study_index.add(shard.file, study_index);
    shard.columns.add(variant);
    shard.hom_other.add(counts.hom_other);
    shard.het.add(counts.het);
    shard.hom_effect.add(counts.hom_effect);
    shard.missing.add(counts.missing);
    const std::uint8_t base = counts.hom_effect > counts.hom_other ? 2 : 0;
    const std::uint64_t others = shard.people - std::max(counts.hom_effect, counts.hom_other);
    if (others * sizeof(SparseEntry) < shard.row_bytes) {
        shard.add_sparse(codes, base);
    } else {
        shard.add_packed(codes);
    }
    ++shard.entry.variants;
}

ShardEntry ShardWriter::close() {
    Impl& shard = *impl_;
    shard.packed.close();
    shard.sparse.close();
    shard.study_index.close(shard.file);
    shard.columns.close(shard.file);
    shard.encoding.close();
    shard.base.close();
    shard.hom_other.close();
    shard.het.close();
    shard.hom_effect.close();
    shard.missing.close();
    shard.offset.close();
    shard.length.close();
    shard.file.finish();
    shard.entry.bytes = std::filesystem::file_size(shard.entry.path);
    shard.entry.sha256 = sha256_of_file(shard.entry.path);
    return shard.entry;
}

}  // namespace atria::io
