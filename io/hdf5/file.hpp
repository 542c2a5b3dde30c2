#pragma once

#include "io/hdf5/dataset.hpp"
#include "io/hdf5/object.hpp"
#include "io/unfinished_file.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace atria::io::hdf5 {

/// An HDF5 file that is open for reading.
class InputFile : public Object {
public:
    /// Throws Error(input_missing) when there is no such file, Error(bad_data) when it is not a whole HDF5 file.
    explicit InputFile(const std::filesystem::path& path);

    [[nodiscard]] bool has(const std::string& name) const;
    [[nodiscard]] Dataset open_dataset(const std::string& name) const;

    /// Full names of all datasets (and of what cannot be opened as a group), in the order of their names.
    [[nodiscard]] std::vector<std::string> dataset_names() const;

    /// Names of the members of a group, sorted; empty when there is no such group.
    [[nodiscard]] std::vector<std::string> members(const std::string& group) const;
};

/// An HDF5 file under construction. It has its final name only after finish(). Objects carry no time stamps, so that
/// the same content gives the same bytes.
class OutputFile : public Object {
public:
    explicit OutputFile(const std::filesystem::path& path);

    /// Makes the groups on the way.
    [[nodiscard]] Dataset create_dataset(const std::string& name, const Layout& layout);

    /// Closes, forces to the disk and renames. All datasets of the file must be gone before; what one of them could not
    /// write when it went is an error here.
    void finish();

    /// The same, but the forcing and renaming is left to the caller, who may do it in any thread.
    [[nodiscard]] UnfinishedFile close();

private:
    void make_groups(const std::string& dataset) const;

    UnfinishedFile unfinished_;
    std::uint64_t failed_closings_ = 0;  ///< before this file
};

}  // namespace atria::io::hdf5
