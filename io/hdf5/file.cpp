#include "io/hdf5/file.hpp"

#include "io/hdf5/checked.hpp"
#include "io/hdf5/element_type.hpp"
#include "kernels/data/error.hpp"

#include <hdf5.h>
#include <array>

namespace atria::io::hdf5 {

namespace {

/// The newest format that HDF5 1.10 writes: its metadata carry checksums, and growing datasets a fast chunk index.
Identifier access_properties(const Place& place, Access access) {
    start_library();
    Identifier properties(checked(H5Pcreate(H5P_FILE_ACCESS), place, "open it", access));
    checked(H5Pset_libver_bounds(properties.get(), H5F_LIBVER_V110, H5F_LIBVER_V110), place, "open it", access);
    // Objects that are still open when the file is closed would keep it open behind our back.
    checked(H5Pset_fclose_degree(properties.get(), H5F_CLOSE_SEMI), place, "open it", access);
    return properties;
}

Identifier open_file(const Place& place) {
    std::error_code error;
    if (!std::filesystem::exists(place.file, error)) {
        throw Error(
            Fault::input_missing,
            place.text() + ": there is no such file. Check the path, or make the study again with `atria shard`.");
    }
    const Identifier properties = access_properties(place, Access::reading);
    return Identifier(checked(H5Fopen(place.file.c_str(), H5F_ACC_RDONLY, properties.get()), place,
                              "open it as an HDF5 file", Access::reading));
}

Identifier create_file(const std::filesystem::path& temporary, const Place& place) {
    const Identifier properties = access_properties(place, Access::writing);
    const Identifier creation(checked(H5Pcreate(H5P_FILE_CREATE), place, "create it", Access::writing));
    checked(H5Pset_obj_track_times(creation.get(), false), place, "create it", Access::writing);
    return Identifier(checked(H5Fcreate(temporary.c_str(), H5F_ACC_TRUNC, creation.get(), properties.get()), place,
                              "create it", Access::writing));
}

}  // namespace

InputFile::InputFile(const std::filesystem::path& path) : Object(open_file({path, {}}), {path, {}}) {}

bool InputFile::has(const std::string& name) const {
    if (name == "/") { return true; }
    // Every link on the way has to be asked for in turn.
    for (std::size_t slash = name.find('/', 1);; slash = name.find('/', slash + 1)) {
        if (checked(H5Lexists(id(), name.substr(0, slash).c_str(), H5P_DEFAULT), place_, "look for an object",
                    Access::reading) == 0) {
            return false;
        }
        if (slash == std::string::npos) { return true; }
    }
}

Dataset InputFile::open_dataset(const std::string& name) const {
    Place place{place_.file, name};
    Identifier opened(checked(H5Dopen2(id(), name.c_str(), H5P_DEFAULT), place, "open it", Access::reading));
    Dataset dataset(std::move(opened), std::move(place));
    hsize_t bytes = 0;
    checked(H5Fget_filesize(id(), &bytes), place_, "find its size", Access::reading);
    dataset.require_within(bytes);
    return dataset;
}

std::vector<std::string> InputFile::dataset_names() const {
    // By links alone, without a look at the objects: a dataset whose description is damaged has to be named, too.
    std::vector<std::string> names;
    // Deeper than any file of Atria: a group may be its own grandchild in a damaged one.
    constexpr int deepest = 16;
    const auto descend = [this, &names](const auto& self, const std::string& group, int depth) -> void {
        for (const auto& member : members(group)) {
            const std::string path = (group == "/" ? "" : group) + "/" + member;
            const Identifier opened(H5Gopen2(id(), path.c_str(), H5P_DEFAULT));
            if (opened.get() >= 0 && depth < deepest) {
                self(self, path, depth + 1);
            } else {
                H5Eclear2(H5E_DEFAULT);
                names.push_back(path);
            }
        }
    };
    descend(descend, "/", 0);
    return names;
}

std::vector<std::string> InputFile::members(const std::string& group) const {
    std::vector<std::string> names;
    if (!has(group)) { return names; }
    const auto collect = [](hid_t, const char* name, const H5L_info_t*, void* list) -> herr_t {
        static_cast<std::vector<std::string>*>(list)->emplace_back(name);
        return 0;
    };
    hsize_t position = 0;
    checked(
        H5Literate_by_name(id(), group.c_str(), H5_INDEX_NAME, H5_ITER_INC, &position, collect, &names, H5P_DEFAULT),
        place_, "list a group", Access::reading);
    return names;
}

void OutputFile::make_groups(const std::string& name) const {
    // Made one by one: groups that HDF5 makes on the way to a dataset would carry the time.
    for (std::size_t slash = name.find('/', 1); slash != std::string::npos; slash = name.find('/', slash + 1)) {
        const std::string group = name.substr(0, slash);
        const Place place{place_.file, group};
        const auto must = [&place](auto result) { return checked(result, place, "make a group", Access::writing); };
        if (must(H5Lexists(id(), group.c_str(), H5P_DEFAULT)) > 0) { continue; }
        const Identifier properties(must(H5Pcreate(H5P_GROUP_CREATE)));
        must(H5Pset_obj_track_times(properties.get(), false));
        const Identifier made(must(H5Gcreate2(id(), group.c_str(), H5P_DEFAULT, properties.get(), H5P_DEFAULT)));
    }
}

OutputFile::OutputFile(const std::filesystem::path& path) : unfinished_(path) {
    place_ = {path, {}};
    id_ = create_file(unfinished_.temporary_path(), place_);
    failed_closings_ = closings_that_failed();
}

Dataset OutputFile::create_dataset(const std::string& name, const Layout& layout) {
    Place place{place_.file, name};
    const int rank = layout.columns == 0 ? 1 : 2;
    const std::array<hsize_t, 2> shape{0, layout.columns};
    const std::array<hsize_t, 2> most{H5S_UNLIMITED, layout.columns};
    const std::array<hsize_t, 2> chunk{layout.chunk_rows, layout.columns};
    const auto must = [&place](auto result) { return checked(result, place, "create it", Access::writing); };
    const Identifier space(must(H5Screate_simple(rank, shape.data(), most.data())));
    make_groups(name);
    const Identifier properties(must(H5Pcreate(H5P_DATASET_CREATE)));
    must(H5Pset_obj_track_times(properties.get(), false));
    must(H5Pset_chunk(properties.get(), rank, chunk.data()));
    if (layout.compressed) {
        if (layout.element != Element::text && layout.element != Element::u8) {
            must(H5Pset_shuffle(properties.get()));
        }
        must(H5Pset_deflate(properties.get(), 1));
    }
    must(H5Pset_fletcher32(properties.get()));
    const Identifier type = make_type(layout.element, layout.text_width);
    Identifier dataset(
        must(H5Dcreate2(id(), name.c_str(), type.get(), space.get(), H5P_DEFAULT, properties.get(), H5P_DEFAULT)));
    return {std::move(dataset), std::move(place)};
}

void OutputFile::finish() { close().commit(); }

UnfinishedFile OutputFile::close() {
    checked(H5Fflush(id(), H5F_SCOPE_GLOBAL), place_, "flush it", Access::writing);
    if (closings_that_failed() != failed_closings_) {
        throw_library_error(place_, "write all of a dataset", Access::writing);
    }
    checked(H5Fclose(id()), place_, "close it (a dataset is still open)", Access::writing);
    id_.release();
    return std::move(unfinished_);
}

}  // namespace atria::io::hdf5
