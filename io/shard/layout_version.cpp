#include "io/shard/layout_version.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/shard/manifest.hpp"
#include "kernels/data/error.hpp"

namespace atria::io {

void write_layout(const hdf5::OutputFile& file, const std::string& content) {
    hdf5::set_attribute(file, "layout_version", static_cast<std::uint64_t>(study_layout_version));
    hdf5::set_attribute(file, "content", content);
}

void check_layout(const hdf5::InputFile& file, const std::string& content) {
    const auto version = hdf5::number_attribute(file, "layout_version");
    if (version > static_cast<std::uint64_t>(study_layout_version)) {
        throw Error(Fault::bad_data, file.place().text() + ": its layout is version " + std::to_string(version) +
                                         ", newer than version " + std::to_string(study_layout_version) +
                                         " of this program. Use a newer atria, or make the study again with this one.");
    }
    const auto found = hdf5::text_attribute(file, "content");
    if (found != content) {
        throw Error(Fault::bad_data, file.place().text() + ": this is a " + found + ", but a " + content +
                                         " is needed here. Check the paths in study.json, or make the study again.");
    }
}

void check_rows(std::uint64_t rows, std::initializer_list<const hdf5::Dataset*> datasets) {
    for (const auto* dataset : datasets) {
        if (dataset->rows() != rows) {
            throw Error(Fault::bad_data, dataset->place().text() + ": it has " + std::to_string(dataset->rows()) +
                                             " rows instead of " + std::to_string(rows) +
                                             ". The file is damaged; make the study again with `atria shard`.");
        }
    }
}

}  // namespace atria::io
