#include "io/genotypes/random_access_file.hpp"

#include "kernels/data/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace atria::io {

RandomAccessFile::RandomAccessFile(std::filesystem::path file) : file_(std::move(file)) {
    descriptor_ = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) {
        throw Error(Fault::input_missing,
                    file_.string() + ": cannot open it: " + std::strerror(errno) + ". Check the path and the rights.");
    }
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor_);
        throw Error(Fault::input_missing, file_.string() + ": this is no ordinary file. Check the path.");
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
}

RandomAccessFile::~RandomAccessFile() {
    if (descriptor_ >= 0) { ::close(descriptor_); }
}

RandomAccessFile::RandomAccessFile(RandomAccessFile&& other) noexcept
    : file_(std::move(other.file_)), size_(other.size_), descriptor_(std::exchange(other.descriptor_, -1)) {}

void RandomAccessFile::read(std::uint64_t offset, std::span<std::uint8_t> bytes) const {
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t got =
            ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (got > 0) {
            done += static_cast<std::size_t>(got);
        } else if (got == 0 || errno != EINTR) {
            throw Error(Fault::read_write, file_.string() + ": cannot read " + std::to_string(bytes.size()) +
                                               " bytes at byte " + std::to_string(offset) + ": " +
                                               (got == 0 ? "the file became shorter" : std::strerror(errno)) +
                                               ". Check the disk and run the command again.");
        }
    }
}

void RandomAccessFile::will_read(std::uint64_t offset, std::uint64_t bytes) const {
    ::posix_fadvise(descriptor_, static_cast<off_t>(offset), static_cast<off_t>(bytes), POSIX_FADV_WILLNEED);
}

}  // namespace atria::io
