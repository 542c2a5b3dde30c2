#include "io/shard/damage.hpp"

#include "io/file_digest.hpp"
#include "io/hdf5/file.hpp"
#include "kernels/data/error.hpp"

namespace atria::io {

namespace {

/// Names the datasets of which a chunk cannot be read.
std::vector<std::string> damaged_datasets(const std::filesystem::path& path) {
    std::vector<std::string> damage;
    std::vector<std::string> names;
    try {
        const hdf5::InputFile file(path);
        names = file.dataset_names();
        for (const auto& name : names) {
            try {
                const auto dataset = file.open_dataset(name);
                std::uint64_t bad = 0;
                std::uint64_t first_bad = 0;
                for (std::uint64_t chunk = 0; chunk < dataset.chunks(); ++chunk) {
                    try {
                        dataset.verify_chunk(chunk);
                    } catch (const Error&) {
                        if (bad++ == 0) { first_bad = chunk; }
                    }
                }
                if (bad > 0) {
                    damage.push_back(path.string() + ", dataset " + name + ": the bytes of " + std::to_string(bad) +
                                     " of " + std::to_string(dataset.chunks()) + " chunks changed, first in rows " +
                                     std::to_string(first_bad * dataset.layout().chunk_rows) + " and after");
                }
            } catch (const Error&) {
                damage.push_back(path.string() + ", dataset " + name +
                                 ": its description changed, it cannot be opened");
            }
        }
    } catch (const Error& error) { damage.push_back(std::string("it cannot be read any more: ") + error.what()); }
    if (damage.empty()) {
        damage.push_back(path.string() + ": bytes outside the datasets changed; every dataset (" +
                         std::to_string(names.size()) + ") is whole");
    }
    return damage;
}

}  // namespace

std::vector<std::string> find_damage(const std::filesystem::path& folder, const ExpectedFile& file) {
    const auto path = folder / file.path;
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    if (error) { return {path.string() + ": the file is missing"}; }
    if (bytes == file.bytes && sha256_of_file(path) == file.sha256) { return {}; }
    std::vector<std::string> damage;
    if (bytes != file.bytes) {
        damage.push_back(path.string() + ": it has " + std::to_string(bytes) + " bytes instead of " +
                         std::to_string(file.bytes));
    }
    if (path.extension() == ".h5") {
        for (auto& line : damaged_datasets(path)) { damage.push_back(std::move(line)); }
    } else if (damage.empty()) {
        damage.push_back(path.string() + ": its bytes changed");
    }
    return damage;
}

}  // namespace atria::io
