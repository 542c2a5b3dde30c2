#include "io/genotypes/bed_writer.hpp"

#include "kernels/data/error.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

namespace atria::io {
namespace {

/// PLINK's code of 0, 1, 2 copies of A1 and of a missing call.
constexpr std::array<std::uint8_t, 4> plink_codes = {0b11, 0b10, 0b00, 0b01};

/// PLINK's byte for each byte of four calls.
constexpr std::array<std::uint8_t, 256> make_translation() {
    std::array<std::uint8_t, 256> bytes{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        unsigned translated = 0;
        for (unsigned shift = 0; shift < 8; shift += 2) {
            translated |= unsigned{plink_codes[byte >> shift & 3U]} << shift;
        }
        bytes[byte] = static_cast<std::uint8_t>(translated);
    }
    return bytes;
}
constexpr std::array<std::uint8_t, 256> translation = make_translation();

/// Magic number, and 1 for "variant after variant".
constexpr std::array<std::uint8_t, 3> bed_header = {0x6c, 0x1b, 0x01};

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& attempt) {
    throw Error(Fault::read_write, file.string() + ": cannot " + attempt + " it: " + std::strerror(errno) +
                                       ". Check that the folder is writable and has space left.");
}

}  // namespace

BedWriter::BedWriter(std::filesystem::path file, std::size_t people)
    : unfinished_(std::move(file)), people_(people), row_((people + 3) / 4) {
    out_.open(unfinished_.temporary_path(), std::ios::binary | std::ios::trunc);
    if (!out_) { fail(unfinished_.final_path(), "create"); }
    write(bed_header);
}

void BedWriter::add(std::span<const std::uint8_t> codes) {
    if (codes.size() != row_.size()) {
        throw std::logic_error("BedWriter: the calls do not belong to this many people");
    }
    for (std::size_t i = 0; i < codes.size(); ++i) { row_[i] = translation[codes[i]]; }
    // The bits behind the last person are 0 in PLINK's code, too.
    if (people_ % 4 != 0) { row_.back() = static_cast<std::uint8_t>(row_.back() & ((1U << 2 * (people_ % 4)) - 1)); }
    write(row_);
}

void BedWriter::write(std::span<const std::uint8_t> bytes) {
    // The standard streams speak char; these are the same bytes.
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    if (!out_.write(text, static_cast<std::streamsize>(bytes.size()))) { fail(unfinished_.final_path(), "write"); }
}

void BedWriter::close() {
    out_.close();
    if (!out_) { fail(unfinished_.final_path(), "finish"); }
    unfinished_.commit();
}

}  // namespace atria::io
