#include "io/genotypes/bed.hpp"

#include "kernels/data/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace atria::io {

namespace {

constexpr std::size_t magic_bytes = 3;

std::string stem(const std::filesystem::path& file) { return std::filesystem::path(file).replace_extension().string(); }

void read_exactly(const std::filesystem::path& file, int descriptor, std::uint64_t offset,
                  std::span<std::uint8_t> bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t got =
            ::pread(descriptor, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (got > 0) {
            done += static_cast<std::size_t>(got);
        } else if (got == 0 || errno != EINTR) {
            throw Error(Fault::read_write, file.string() + ": cannot read " + std::to_string(bytes.size()) +
                                               " bytes at byte " + std::to_string(offset) + ": " +
                                               (got == 0 ? "the file became shorter" : std::strerror(errno)) +
                                               ". Check the disk and run the command again.");
        }
    }
}

}  // namespace

BedFile::BedFile(std::filesystem::path file, std::uint64_t variants, std::uint64_t people)
    : file_(std::move(file)),
      variants_(variants),
      people_(people),
      row_bytes_(static_cast<std::size_t>((people + 3) / 4)) {
    descriptor_ = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) {
        throw Error(Fault::input_missing,
                    file_.string() + ": cannot open it: " + std::strerror(errno) + ". Check the path and the rights.");
    }
    try {
        struct stat status {};
        if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
            throw Error(Fault::input_missing, file_.string() + ": this is no ordinary file. Check the path.");
        }
        const auto size = static_cast<std::uint64_t>(status.st_size);
        std::array<std::uint8_t, magic_bytes> magic{};
        if (size >= magic_bytes) { read_exactly(file_, descriptor_, 0, magic); }
        if (size < magic_bytes || magic[0] != 0x6C || magic[1] != 0x1B) {
            throw Error(Fault::bad_data, file_.string() +
                                             ": this is no PLINK 1 .bed file (its first bytes are not 6C 1B). Write "
                                             "it again with plink2 --make-bed.");
        }
        if (magic[2] != 1) {
            throw Error(Fault::bad_data, file_.string() +
                                             ": the calls are stored person by person, which is not supported. "
                                             "Write the file again with plink2 --make-bed.");
        }
        const std::uint64_t expected = magic_bytes + variants_ * row_bytes_;
        if (size != expected) {
            throw Error(Fault::bad_data,
                        file_.string() + ": the file has " + std::to_string(size) + " bytes, but " +
                            std::to_string(variants_) + " variants (" + stem(file_) + ".bim) of " +
                            std::to_string(people_) + " people (" + stem(file_) + ".fam) need " +
                            std::to_string(expected) + ". The .bed is " + (size < expected ? "cut short" : "too long") +
                            " or belongs to another .fam or .bim: copy the three files again from their source.");
        }
    } catch (...) {
        ::close(descriptor_);
        throw;
    }
}

BedFile::~BedFile() {
    if (descriptor_ >= 0) { ::close(descriptor_); }
}

BedFile::BedFile(BedFile&& other) noexcept
    : file_(std::move(other.file_)),
      variants_(other.variants_),
      people_(other.people_),
      row_bytes_(other.row_bytes_),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

void BedFile::read(std::uint64_t first, std::uint64_t count, std::span<std::uint8_t> bytes) const {
    if (first > variants_ || count > variants_ - first || bytes.size() != count * row_bytes_) {
        throw std::logic_error("rows outside a .bed file");
    }
    read_exactly(file_, descriptor_, magic_bytes + first * row_bytes_, bytes);
}

}  // namespace atria::io
