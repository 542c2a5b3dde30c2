#include "io/shard/shard_writer.hpp"

#include "io/file_digest.hpp"
#include "io/hdf5/attribute.hpp"
#include "io/hdf5/column_writer.hpp"
#include "io/hdf5/file.hpp"
#include "io/shard/call_counts.hpp"
#include "io/shard/chunk_rows.hpp"
#include "io/shard/dosage_columns.hpp"
#include "io/shard/layout_version.hpp"
#include "io/shard/variant_columns.hpp"
#include "kernels/math/hardy_weinberg.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <vector>

namespace atria::io {

namespace {

/// Entries are person << 2 | code in 32 bits.
constexpr std::size_t most_people = std::size_t{1} << 30U;

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

/// Whole dosages as packed calls.
std::vector<std::uint8_t> packed_calls(std::span<const Dosage> dosages) {
    std::vector<std::uint8_t> packed((dosages.size() + 3) / 4, 0);
    for (std::size_t i = 0; i < dosages.size(); ++i) {
        const unsigned code = dosages[i] == missing_dosage ? missing_call : dosages[i] / one_copy;
        packed[i / 4] = static_cast<std::uint8_t>(packed[i / 4] | code << 2 * (i % 4));
    }
    return packed;
}

}  // namespace

struct ShardWriter::Impl {
    Impl(const std::filesystem::path& path, const std::string& cohort, Chromosome chromosome_code,
         std::size_t people_count, DosageBits bits)
        : file(path),
          people(people_count),
          row_bytes((people_count + 3) / 4),
          dosage_bits(bits),
          columns(file, path.parent_path()),
          encoding(file, "/variants/encoding"),
          base(file, "/variants/base"),
          hom_other(file, "/variants/hom_other"),
          het(file, "/variants/het"),
          hom_effect(file, "/variants/hom_effect"),
          missing(file, "/variants/missing"),
          offset(file, "/variants/offset"),
          length(file, "/variants/length"),
          dosage_sum(file, "/variants/dosage_sum"),
          info(file, "/variants/info"),
          packed(file, "/genotypes/packed", rows_in_chunk(row_bytes), false, row_bytes),
          sparse(file, "/genotypes/sparse", sparse_chunk_entries, false),
          dosages(file, people_count, bits) {
        entry.path = path.string();
        entry.chromosome = chromosome_code;
        write_layout(file, "shard");
        hdf5::set_attribute(file, "cohort", cohort);
        hdf5::set_attribute(file, "chromosome", std::uint64_t{chromosome_code});
        hdf5::set_attribute(file, "people", static_cast<std::uint64_t>(people));
        hdf5::set_attribute(file, "dosage_bits", static_cast<std::uint64_t>(bits));
    }

    void check(const Variant& variant, std::uint64_t index) const {
        if (variant.chromosome != entry.chromosome || index < next_study_index || index > 0xFFFFFFFFU) {
            throw std::logic_error("a shard takes variants of its own chromosome, ascending by study index");
        }
    }

    /// The columns of a variant that are not about its encoding.
    void add_row(const Variant& variant, std::uint64_t index, const GenotypeCounts& counts, std::uint64_t sum,
                 double quality) {
        next_study_index = index + 1;
        study_index.add(file, index);
        columns.add(variant);
        hom_other.add(counts.hom_other);
        het.add(counts.het);
        hom_effect.add(counts.hom_effect);
        missing.add(counts.missing);
        dosage_sum.add(sum);
        info.add(quality);
        ++entry.variants;
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
    DosageBits dosage_bits;
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
    hdf5::ColumnWriter<std::uint64_t> dosage_sum;
    hdf5::ColumnWriter<double> info;
    hdf5::ColumnWriter<std::uint8_t> packed;
    hdf5::ColumnWriter<SparseEntry> sparse;
    DosageColumns dosages;
    std::uint64_t next_study_index = 0;
};

ShardEntry UnsealedShard::seal() {
    file_.commit();
    entry_.bytes = std::filesystem::file_size(entry_.path);
    entry_.sha256 = sha256_of_file(entry_.path);
    return entry_;
}

ShardWriter::ShardWriter(const std::filesystem::path& file, const std::string& cohort, Chromosome chromosome,
                         std::size_t people, DosageBits bits) {
    if (people == 0 || people >= most_people) { throw std::logic_error("a shard holds 1 to 2^30 - 1 people"); }
    impl_ = std::make_unique<Impl>(file, cohort, chromosome, people, bits);
}
ShardWriter::~ShardWriter() = default;
ShardWriter::ShardWriter(ShardWriter&&) noexcept = default;
ShardWriter& ShardWriter::operator=(ShardWriter&&) noexcept = default;

void ShardWriter::add(const Variant& variant, std::uint64_t study_index, std::span<const std::uint8_t> codes) {
    Impl& shard = *impl_;
    shard.check(variant, study_index);
    if (codes.size() != shard.row_bytes) { throw std::logic_error("a shard takes the calls of all its people"); }
    if (shard.people % 4 != 0 && codes.back() >> 2 * (shard.people % 4) != 0) {
        throw std::logic_error("the bits behind the last person must be 0");
    }
    const GenotypeCounts counts = count_calls(codes, shard.people);
    const std::uint64_t copies = counts.het + std::uint64_t{2} * counts.hom_effect;
    shard.add_row(variant, study_index, counts, copies * one_copy, std::numeric_limits<double>::quiet_NaN());
    const std::uint8_t base = counts.hom_effect > counts.hom_other ? 2 : 0;
    const std::uint64_t others = shard.people - std::max(counts.hom_effect, counts.hom_other);
    if (others * sizeof(SparseEntry) < shard.row_bytes) {
        shard.add_sparse(codes, base);
    } else {
        shard.add_packed(codes);
    }
}

void ShardWriter::add_dosages(const Variant& variant, std::uint64_t study_index, std::span<const Dosage> dosages,
                              double info) {
    Impl& shard = *impl_;
    shard.check(variant, study_index);
    if (dosages.size() != shard.people) { throw std::logic_error("a shard takes the dosages of all its people"); }
    std::vector<Dosage> kept(dosages.begin(), dosages.end());
    if (shard.dosage_bits == DosageBits::eight) {
        for (Dosage& one : kept) { one = dosage_of_small(small_dosage(one)); }
    }
    if (std::ranges::all_of(kept, is_call)) { return add(variant, study_index, packed_calls(kept)); }
    GenotypeCounts counts;
    std::uint64_t sum = 0;
    std::uint64_t squares = 0;
    for (const std::uint64_t one : kept) {
        if (one == missing_dosage) {
            ++counts.missing;
            continue;
        }
        if (one > two_copies) { throw std::logic_error("a dosage is at most two copies"); }
        sum += one;
        squares += one * one;
    }
    if (std::isnan(info)) {
        info = math::dosage_variance_ratio(static_cast<double>(kept.size() - counts.missing),
                                           static_cast<double>(sum) / one_copy,
                                           static_cast<double>(squares) / (double{one_copy} * one_copy));
    }
    shard.add_row(variant, study_index, counts, sum, info);
    const PlacedDosages placed = shard.dosages.add(kept);
    shard.encoding.add(static_cast<std::uint8_t>(placed.encoding));
    shard.base.add(placed.base);
    shard.offset.add(placed.offset);
    shard.length.add(placed.length);
    ++shard.entry.dosage_variants;
}

UnsealedShard ShardWriter::write_out() {
    Impl& shard = *impl_;
    shard.packed.close();
    shard.sparse.close();
    shard.dosages.close();
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
    shard.dosage_sum.close();
    shard.info.close();
    return {shard.file.close(), shard.entry};
}

}  // namespace atria::io
