#include "io/genotypes/bed.hpp"

#include "kernels/data/error.hpp"

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace atria::io {

namespace {

constexpr std::size_t magic_bytes = 3;

std::string stem(const std::filesystem::path& file) { return std::filesystem::path(file).replace_extension().string(); }

}  // namespace

BedFile::BedFile(std::filesystem::path file, std::uint64_t variants, std::uint64_t people)
    : file_(std::move(file)),
      bytes_(file_),
      variants_(variants),
      people_(people),
      row_bytes_(static_cast<std::size_t>((people + 3) / 4)) {
    std::array<std::uint8_t, magic_bytes> magic{};
    const std::uint64_t size = bytes_.size();
    if (size >= magic_bytes) { bytes_.read(0, magic); }
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
                        std::to_string(people_) + " people (" + stem(file_) + ".fam) need " + std::to_string(expected) +
                        ". The .bed is " + (size < expected ? "cut short" : "too long") +
                        " or belongs to another .fam or .bim: copy the three files again from their source.");
    }
}

void BedFile::read(std::uint64_t first, std::uint64_t count, std::span<std::uint8_t> bytes) const {
    if (first > variants_ || count > variants_ - first || bytes.size() != count * row_bytes_) {
        throw std::logic_error("rows outside a .bed file");
    }
    bytes_.read(magic_bytes + first * row_bytes_, bytes);
}

void BedFile::will_read(std::uint64_t first, std::uint64_t count) const {
    if (first < variants_) { bytes_.will_read(magic_bytes + first * row_bytes_, count * row_bytes_); }
}

std::uint64_t rows_of_bed(const std::filesystem::path& file, std::uint64_t people) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    return error || size < magic_bytes ? 0 : (size - magic_bytes) / ((people + 3) / 4);
}

}  // namespace atria::io
