#include "tests/fuzz/hdf5_changes.hpp"

#include <hdf5.h>
#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

namespace atria::fuzz {

namespace {

/// Closes whatever it is.
class Handle {
public:
    explicit Handle(hid_t id) : id_(id) {}
    ~Handle() {
        if (id_ >= 0) { H5Idec_ref(id_); }
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    [[nodiscard]] hid_t get() const { return id_; }
    [[nodiscard]] bool is_open() const { return id_ >= 0; }

private:
    hid_t id_;
};

std::vector<std::string> datasets_of(hid_t file) {
    std::vector<std::string> names;
    const auto collect = [](hid_t, const char* name, const H5O_info_t* info, void* list) -> herr_t {
        if (info->type == H5O_TYPE_DATASET) { static_cast<std::vector<std::string>*>(list)->emplace_back(name); }
        return 0;
    };
    H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, collect, &names, H5O_INFO_BASIC);
    return names;
}

std::vector<std::string> attributes_of(hid_t object) {
    std::vector<std::string> names;
    const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* list) -> herr_t {
        static_cast<std::vector<std::string>*>(list)->emplace_back(name);
        return 0;
    };
    H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names);
    return names;
}

/// Writes up to eight bytes somewhere among those of a value.
void patch(std::vector<char>& bytes, Input& changes) {
    const std::size_t at = changes.word() % bytes.size();
    const std::size_t count = 1 + changes.byte() % 8;
    for (std::size_t i = at; i < std::min(at + count, bytes.size()); ++i) {
        bytes[i] = static_cast<char>(changes.byte());
    }
}

void change_values(hid_t dataset, Input& changes) {
    const Handle space(H5Dget_space(dataset));
    const Handle type(H5Dget_type(dataset));
    const hssize_t elements = H5Sget_simple_extent_npoints(space.get());
    constexpr hssize_t most = 1 << 16;
    if (elements <= 0 || elements > most) { return; }
    std::vector<char> bytes(static_cast<std::size_t>(elements) * H5Tget_size(type.get()));
    if (H5Dread(dataset, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) < 0) { return; }
    patch(bytes, changes);
    H5Dwrite(dataset, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data());
}

void change_rows(hid_t dataset, Input& changes) {
    const Handle space(H5Dget_space(dataset));
    std::array<hsize_t, 2> shape{};
    if (H5Sget_simple_extent_ndims(space.get()) > 2) { return; }
    H5Sget_simple_extent_dims(space.get(), shape.data(), nullptr);
    constexpr hsize_t many = 1 << 20;
    if (shape[0] > many) { return; }  // the library would look at each chunk that goes
    // A few rows more or less, or as many as no file holds.
    const std::uint32_t rows = changes.word();
    shape[0] = rows % 2 == 0 ? rows / 2 % 1024 : hsize_t{rows} << 20U;
    H5Dset_extent(dataset, shape.data());
}

void change_attribute(hid_t object, Input& changes) {
    const auto names = attributes_of(object);
    if (names.empty()) { return; }
    const std::string& name = names[changes.byte() % names.size()];
    if (changes.byte() % 8 == 0) {
        H5Adelete(object, name.c_str());
        return;
    }
    const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT));
    const Handle type(H5Aget_type(attribute.get()));
    const Handle space(H5Aget_space(attribute.get()));
    const hssize_t elements = H5Sget_simple_extent_npoints(space.get());
    if (elements <= 0) { return; }
    std::vector<char> bytes(static_cast<std::size_t>(elements) * H5Tget_size(type.get()));
    if (H5Aread(attribute.get(), type.get(), bytes.data()) < 0) { return; }
    patch(bytes, changes);
    H5Awrite(attribute.get(), type.get(), bytes.data());
}

/// Another dataset under the same name.
void replace(hid_t file, const std::string& name, Input& changes) {
    H5Ldelete(file, name.c_str(), H5P_DEFAULT);
    const std::uint8_t kind = changes.byte();
    const std::array<hid_t, 6> numbers{H5T_STD_U8LE,  H5T_STD_U16LE,  H5T_STD_U32LE,
                                       H5T_STD_U64LE, H5T_IEEE_F64LE, H5T_STD_I32BE};
    const Handle type(H5Tcopy(kind % 7 == 6 ? H5T_C_S1 : numbers[kind % 7]));
    if (kind % 7 == 6) { H5Tset_size(type.get(), kind % 16 == 15 ? H5T_VARIABLE : std::size_t{1} + kind / 8); }
    const int rank = kind / 7 % 4 == 3 ? 3 : 1 + kind / 7 % 2;
    const std::array<hsize_t, 3> shape{changes.byte(), hsize_t{changes.byte()} % 32, 1};
    const std::array<hsize_t, 3> most{H5S_UNLIMITED, shape[1], 1};
    const std::array<hsize_t, 3> chunk{hsize_t{1} + changes.byte(), std::max<hsize_t>(shape[1], 1), 1};
    const Handle space(H5Screate_simple(rank, shape.data(), kind / 64 == 1 ? nullptr : most.data()));
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE));
    if (kind / 64 != 1) { H5Pset_chunk(properties.get(), rank, chunk.data()); }
    if (kind / 64 > 1) { H5Pset_fletcher32(properties.get()); }
    const Handle made(
        H5Dcreate2(file, name.c_str(), type.get(), space.get(), H5P_DEFAULT, properties.get(), H5P_DEFAULT));
}

}  // namespace

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::filesystem::path put_changed(const std::string& name, const std::string& sound, Input& changes) {
    auto path = put(name, sound);
    const Handle properties(H5Pcreate(H5P_FILE_ACCESS));
    H5Pset_libver_bounds(properties.get(), H5F_LIBVER_V110, H5F_LIBVER_V110);
    const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDWR, properties.get()));
    expect(file.is_open(), "the sound file can be opened");
    constexpr int most_changes = 16;
    for (int i = 0; i < most_changes && !changes.at_end(); ++i) {
        const auto names = datasets_of(file.get());
        const std::uint8_t kind = changes.byte();
        const std::string target = names.empty() ? "/" : names[changes.byte() % names.size()];
        if (kind % 8 == 7) {
            change_attribute(file.get(), changes);
            continue;
        }
        if (names.empty()) { break; }
        if (kind % 8 == 6) {
            replace(file.get(), target, changes);
            continue;
        }
        if (kind % 8 == 5 && kind >= 128) {
            H5Ldelete(file.get(), target.c_str(), H5P_DEFAULT);
            continue;
        }
        const Handle dataset(H5Dopen2(file.get(), target.c_str(), H5P_DEFAULT));
        if (kind % 8 == 5) {
            change_rows(dataset.get(), changes);
        } else if (kind % 8 == 4) {
            change_attribute(dataset.get(), changes);
        } else {
            change_values(dataset.get(), changes);
        }
    }
    H5Eclear2(H5E_DEFAULT);
    return path;
}

}  // namespace atria::fuzz
