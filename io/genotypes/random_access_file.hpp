#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace atria::io {

/// A file of which any run of bytes can be read.
class RandomAccessFile {
public:
    /// Throws Error(input_missing) when it cannot be opened or is no ordinary file.
    explicit RandomAccessFile(std::filesystem::path file);
    ~RandomAccessFile();
    RandomAccessFile(RandomAccessFile&& other) noexcept;
    RandomAccessFile& operator=(RandomAccessFile&&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return file_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }  ///< when it was opened

    /// Fills `bytes` from byte `offset` on. Throws Error(read_write) when the file has not so many (any more).
    void read(std::uint64_t offset, std::span<std::uint8_t> bytes) const;

    /// Lets the system fetch bytes that will soon be read; no more than a hint.
    void will_read(std::uint64_t offset, std::uint64_t bytes) const;

private:
    std::filesystem::path file_;
    std::uint64_t size_ = 0;
    int descriptor_ = -1;
};

}  // namespace atria::io
