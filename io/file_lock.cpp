#include "io/file_lock.hpp"

#include "kernels/data/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace atria::io {

namespace {

std::string holder_of(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string holder;
    std::getline(stream, holder);
    return holder.empty() ? "another process" : holder;
}

std::string my_name() {
    std::array<char, 256> host{};
    const bool known = ::gethostname(host.data(), host.size() - 1) == 0;
    return "process " + std::to_string(::getpid()) + " on " + (known ? host.data() : "an unknown host");
}

/// False when the file of this descriptor has been removed by the holder before us, or replaced.
bool still_there(int descriptor, const std::filesystem::path& file) {
    struct stat mine {};
    struct stat there {};
    return ::fstat(descriptor, &mine) == 0 && ::stat(file.c_str(), &there) == 0 && mine.st_ino == there.st_ino &&
           mine.st_dev == there.st_dev;
}

}  // namespace

FileLock::FileLock(std::filesystem::path file, const std::string& what) : file_(std::move(file)) {
    while (true) {
        descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor_ < 0) {
            throw Error(Fault::read_write, file_.string() + ": cannot make this lock: " + std::strerror(errno) +
                                               ". Check that the folder is writable and has space left.");
        }
        // A lock of the open file, not of the process: two objects of one process keep each other off as well.
        struct flock whole {};
        whole.l_type = F_WRLCK;
        whole.l_whence = SEEK_SET;
        const bool locked = ::fcntl(descriptor_, F_OFD_SETLK, &whole) == 0;
        if (!locked && (errno == EAGAIN || errno == EACCES)) {
            ::close(descriptor_);
            throw Error(Fault::refused, what + " is being written by another run (" + holder_of(file_) +
                                            "); wait for its end, or name another folder with --out");
        }
        if (!locked || still_there(descriptor_, file_)) { break; }
        ::close(descriptor_);
    }
    const std::string name = my_name() + "\n";
    // The name is for messages only.
    if (::ftruncate(descriptor_, 0) == 0) { (void)!::write(descriptor_, name.data(), name.size()); }
}

FileLock::~FileLock() {
    // Removed while it is locked: whoever waits for this file finds that it is gone, and makes a new one.
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
    ::close(descriptor_);
}

}  // namespace atria::io
