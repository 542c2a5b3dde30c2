#pragma once

#include <filesystem>
#include <string>

namespace atria::io {

/// An exclusive lock, held by whoever holds the object: a small file that names the holder while it lives and is gone
/// afterwards. The lock itself is the kernel's, so that it ends with its process however that ends; a file that a
/// killed run left behind locks nothing. On a file system without locks the object is made all the same and holds
/// nobody off.
class FileLock {
public:
    /// `what` is locked, for the message. Throws Error(refused) naming the holder when somebody else has the lock,
    /// Error(read_write) when the file cannot be made. Its folder must be there.
    FileLock(std::filesystem::path file, const std::string& what);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    std::filesystem::path file_;
    int descriptor_ = -1;
};

}  // namespace atria::io
