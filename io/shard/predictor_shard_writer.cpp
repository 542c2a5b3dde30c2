#include "io/shard/predictor_shard_writer.hpp"

#include "io/file_digest.hpp"
#include "io/hdf5/attribute.hpp"
#include "io/hdf5/column_writer.hpp"
#include "io/hdf5/file.hpp"
#include "io/shard/chunk_rows.hpp"
#include "io/shard/layout_version.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace atria::io {

struct PredictorShardWriter::Impl {
    Impl(const std::filesystem::path& path, const std::string& set, const std::string& cohort, std::size_t people_count)
        : file(path),
          people(people_count),
          row(people_count),
          name(path.parent_path()),
          study_index(file, "/predictors/study_index"),
          missing(file, "/predictors/missing"),
          mean(file, "/predictors/mean"),
          sd(file, "/predictors/sd"),
          values(file, "/predictors/values", rows_in_chunk(sizeof(double) * people_count), false, people_count) {
        if (people == 0) { throw std::logic_error("predictors of nobody"); }
        write_layout(file, "predictors");
        hdf5::set_attribute(file, "set", set);
        hdf5::set_attribute(file, "cohort", cohort);
        hdf5::set_attribute(file, "people", std::uint64_t{people_count});
        entry.name = set;
        entry.path = path.string();
    }

    hdf5::OutputFile file;
    std::size_t people;
    std::vector<double> row;
    hdf5::TextColumnWriter name;
    hdf5::ColumnWriter<std::uint32_t> study_index;
    hdf5::ColumnWriter<std::uint32_t> missing;
    hdf5::ColumnWriter<double> mean;
    hdf5::ColumnWriter<double> sd;
    hdf5::ColumnWriter<double> values;
    std::uint64_t next = 0;
    PredictorEntry entry;
};

PredictorShardWriter::PredictorShardWriter(const std::filesystem::path& file, const std::string& set,
                                           const std::string& cohort, std::size_t people)
    : impl_(std::make_unique<Impl>(file, set, cohort, people)) {}
PredictorShardWriter::~PredictorShardWriter() = default;
PredictorShardWriter::PredictorShardWriter(PredictorShardWriter&&) noexcept = default;
PredictorShardWriter& PredictorShardWriter::operator=(PredictorShardWriter&&) noexcept = default;

void PredictorShardWriter::add(const std::string& feature, std::uint64_t study_index, std::span<const double> values) {
    Impl& shard = *impl_;
    if (values.size() != shard.people || study_index < shard.next) {
        throw std::logic_error("features of a set come in study order, with a number for everybody");
    }
    shard.next = study_index + 1;
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    double count = 0;
    double sum = 0;
    double least = 0;
    double most = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        // One kind of NaN on disk.
        shard.row[i] = std::isnan(values[i]) ? none : values[i];
        if (std::isnan(values[i])) { continue; }
        least = count == 0 ? values[i] : std::fmin(least, values[i]);
        most = count == 0 ? values[i] : std::fmax(most, values[i]);
        count += 1;
        sum += values[i];
    }
    const double mean = least == most ? least : sum / count;
    double squares = 0;
    for (const double value : shard.row) {
        if (!std::isnan(value)) { squares += (value - mean) * (value - mean); }
    }
    shard.name.add(feature);
    shard.study_index.add(static_cast<std::uint32_t>(study_index));
    shard.missing.add(static_cast<std::uint32_t>(static_cast<double>(shard.people) - count));
    shard.mean.add(count > 0 ? mean : none);
    shard.sd.add(count > 1 ? std::sqrt(squares / (count - 1)) : none);
    shard.values.add_row(shard.row);
    ++shard.entry.features;
}

PredictorEntry PredictorShardWriter::close() {
    Impl& shard = *impl_;
    shard.name.write(shard.file, "/predictors/name");
    shard.study_index.close();
    shard.missing.close();
    shard.mean.close();
    shard.sd.close();
    shard.values.close();
    shard.file.finish();
    shard.entry.bytes = std::filesystem::file_size(shard.entry.path);
    shard.entry.sha256 = sha256_of_file(shard.entry.path);
    return shard.entry;
}

}  // namespace atria::io
