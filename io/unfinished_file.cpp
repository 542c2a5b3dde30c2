#include "io/unfinished_file.hpp"

#include "kernels/data/error.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

namespace atria::io {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& attempt, const std::string& reason) {
    throw Error(Fault::read_write, path.string() + ": cannot " + attempt + ": " + reason +
                                       ". Check that the folder is writable and has space left.");
}

void sync(const std::filesystem::path& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0) { fail(path, "open it to force it to the disk", std::strerror(errno)); }
    // Some file systems refuse to sync a folder (EINVAL); that is no loss of bytes.
    const bool failed = ::fsync(descriptor) != 0 && errno != EINVAL;
    const int reason = errno;
    ::close(descriptor);
    if (failed) { fail(path, "force it to the disk", std::strerror(reason)); }
}

}  // namespace

void force_to_disk(const std::filesystem::path& file) { sync(file, O_RDONLY); }

UnfinishedFile::UnfinishedFile(std::filesystem::path final_path) : final_path_(std::move(final_path)) {
    const auto folder = final_path_.parent_path();
    std::error_code error;
    if (!folder.empty()) { std::filesystem::create_directories(folder, error); }
    if (error) { fail(folder, "make this folder", error.message()); }
    temporary_path_ = folder / ("." + final_path_.filename().string() + ".unfinished");
}

UnfinishedFile::~UnfinishedFile() { remove(); }

UnfinishedFile::UnfinishedFile(UnfinishedFile&& other) noexcept
    : final_path_(std::move(other.final_path_)), temporary_path_(std::exchange(other.temporary_path_, {})) {}

UnfinishedFile& UnfinishedFile::operator=(UnfinishedFile&& other) noexcept {
    if (this != &other) {
        remove();
        final_path_ = std::move(other.final_path_);
        temporary_path_ = std::exchange(other.temporary_path_, {});
    }
    return *this;
}

void UnfinishedFile::commit() {
    sync(temporary_path_, O_RDONLY);
    std::error_code error;
    std::filesystem::rename(temporary_path_, final_path_, error);
    if (error) { fail(final_path_, "give the finished file its name", error.message()); }
    temporary_path_.clear();
    const auto folder = final_path_.parent_path();
    sync(folder.empty() ? std::filesystem::path(".") : folder, O_RDONLY | O_DIRECTORY);
}

void UnfinishedFile::remove() noexcept {
    if (!temporary_path_.empty()) {
        std::error_code ignored;
        // What still has it open does not keep its space: the disk may be full, and a record is yet to be written.
        std::filesystem::resize_file(temporary_path_, 0, ignored);
        std::filesystem::remove(temporary_path_, ignored);
    }
}

}  // namespace atria::io
