#include "io/genotypes/bgen/bgen_file.hpp"

#include "io/genotypes/distinct_people.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace atria::io {

namespace {

/// Little-endian numbers.
std::uint32_t number(std::span<const std::uint8_t> bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) { value = value << 8U | bytes[i - 1]; }
    return value;
}

std::string_view text(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

BgenFile::BgenFile(std::filesystem::path file) : file_(std::move(file)) { read_header(); }

void BgenFile::read_header() {
    constexpr std::uint64_t least_header = 20;
    const auto refuse_file = [&](const std::string& reason) {
        throw Error(Fault::bad_data, path().string() + ": " + reason);
    };
    const std::string copy_again = " The file is damaged or cut short: copy it again from its source.";
    if (size() < 4 + least_header) { refuse_file("this is no BGEN file: it is too short."); }
    const auto head = bytes(0, 4 + least_header);
    first_offset_ = std::uint64_t{4} + number(head.subspan(0, 4));
    const std::uint64_t header_bytes = number(head.subspan(4, 4));
    variants_ = number(head.subspan(8, 4));
    people_ = number(head.subspan(12, 4));
    const auto magic = text(head.subspan(16, 4));
    if (magic != "bgen" && magic != std::string_view("\0\0\0\0", 4)) {
        refuse_file("this is no BGEN file (it lacks the letters bgen at byte 16). Check the path.");
    }
    if (header_bytes < least_header || first_offset_ < 4 + header_bytes || first_offset_ > size()) {
        refuse_file("the header says that it has " + std::to_string(header_bytes) +
                    " bytes and that the variants begin at byte " + std::to_string(first_offset_) + ", of " +
                    std::to_string(size()) + "." + copy_again);
    }
    const std::uint32_t flags = number(bytes(header_bytes, 4));
    const std::uint32_t layout = flags >> 2U & 15U;
    if (layout != 2) {
        refuse_file("the file has layout " + std::to_string(layout) +
                    "; layout 2 is read (BGEN 1.2 or 1.3). Write it again, for example with plink2 --bgen " +
                    path().filename().string() + " ref-first --sample NAME.sample --export bgen-1.2 bits=16.");
    }
    if ((flags & 3U) == 3) { refuse_file("the file has an unknown compression." + copy_again); }
    compression_ = static_cast<Compression>(flags & 3U);
    if (people_ == 0 || variants_ == 0) {
        refuse_file("the file has " + std::to_string(people_) + " people and " + std::to_string(variants_) +
                    " variants. It is damaged, or another one was meant.");
    }
    // Every variant takes some thirty bytes at the least.
    constexpr std::uint64_t least_variant = 16;
    if (variants_ > size() / least_variant) {
        refuse_file("the header says " + std::to_string(variants_) + " variants, but the file has " +
                    std::to_string(size()) + " bytes only." + copy_again);
    }
    if (flags >> 31U != 0) { read_ids(4 + header_bytes); }
}

void BgenFile::read_ids(std::uint64_t offset) {
    const auto refuse_ids = [&](const std::string& reason) {
        throw Error(Fault::bad_data,
                    path().string() + ": " + reason + " The file is damaged: copy it again from its source.");
    };
    if (offset + 8 > first_offset_) { refuse_ids("there is no room for the ids of its people."); }
    const auto head = bytes(offset, 8);
    const std::uint64_t block_bytes = number(head.subspan(0, 4));
    const std::uint32_t count = number(head.subspan(4, 4));
    if (count != people_) {
        refuse_ids("the header says " + std::to_string(people_) + " people, the list of their ids " +
                   std::to_string(count) + ".");
    }
    const std::uint64_t end = std::min(offset + block_bytes, first_offset_);
    if (people_ > (end - offset) / 2) {
        refuse_ids("the list of ids is too short for " + std::to_string(people_) + ".");
    }
    ids_.reserve(people_);
    std::uint64_t at = offset + 8;
    for (std::uint32_t i = 0; i < people_; ++i) {
        if (at + 2 > end) { refuse_ids("the list of ids ends after " + std::to_string(i) + " people."); }
        const std::uint32_t length = number(bytes(at, 2));
        if (at + 2 + length > end) { refuse_ids("the list of ids ends after " + std::to_string(i) + " people."); }
        ids_.emplace_back(text(bytes(at + 2, length)));
        at += 2 + length;
    }
    require_distinct(ids_, path().string());
}

std::span<const std::uint8_t> BgenFile::bytes(std::uint64_t offset, std::uint64_t count) {
    if (offset > size() || count > size() - offset) { cut_short(offset); }
    if (offset < window_offset_ || offset + count > window_offset_ + window_.size()) {
        constexpr std::uint64_t read_ahead = 4096;
        window_.resize(static_cast<std::size_t>(std::min(std::max(count, read_ahead), size() - offset)));
        file_.read(offset, window_);
        window_offset_ = offset;
    }
    return std::span(window_).subspan(static_cast<std::size_t>(offset - window_offset_),
                                      static_cast<std::size_t>(count));
}

void BgenFile::cut_short(std::uint64_t offset) const {
    throw Error(Fault::bad_data, path().string() + ": the file ends at byte " + std::to_string(size()) +
                                     ", before what should stand at byte " + std::to_string(offset) +
                                     ". It is cut short or damaged: copy it again from its source.");
}

void BgenFile::read_variant(std::uint64_t offset, BgenVariant& variant) {
    std::uint64_t at = offset;
    const auto take_number = [&](std::uint64_t width) {
        const std::uint32_t value = number(bytes(at, width));
        at += width;
        return value;
    };
    // The window moves on while texts are read, so they are copied; `names_` may move too, so places are kept first.
    names_.clear();
    const auto take_text = [&](std::uint64_t width) {
        const std::uint32_t length = take_number(width);
        const auto found = bytes(at, length);
        names_.insert(names_.end(), found.begin(), found.end());
        at += length;
        return std::size_t{length};
    };
    const std::size_t variant_id = take_text(2);
    const std::size_t rsid = take_text(2);
    const std::size_t chromosome = take_text(2);
    variant.offset = offset;
    variant.position = take_number(4);
    std::vector<std::size_t> alleles(take_number(2));
    for (std::size_t& length : alleles) { length = take_text(4); }
    const std::uint32_t rest = take_number(4);
    variant.next_offset = at + rest;
    const bool compressed = compression_ != Compression::none;
    if (variant.next_offset > size() || (compressed && rest < 4)) { cut_short(variant.next_offset); }
    variant.whole_bytes = compressed ? take_number(4) : rest;
    variant.data_bytes = compressed ? rest - 4 : rest;
    variant.data_offset = at;

    std::size_t begin = 0;
    const auto next_text = [&](std::size_t length) {
        const auto found = text(std::span(names_).subspan(begin, length));
        begin += length;
        return found;
    };
    const auto first_id = next_text(variant_id);
    variant.id = next_text(rsid);
    if (variant.id.empty() || variant.id == ".") { variant.id = first_id == "." ? std::string_view{} : first_id; }
    variant.chromosome = next_text(chromosome);
    variant.alleles.clear();
    for (const std::size_t length : alleles) { variant.alleles.push_back(next_text(length)); }
}

std::span<const std::uint8_t> BgenFile::read_data(const BgenVariant& variant) {
    data_.resize(variant.data_bytes);
    file_.read(variant.data_offset, data_);
    return data_;
}

void BgenFile::refuse(const BgenVariant& variant, const std::string& reason) const {
    std::string name = std::string(variant.chromosome) + ":" + std::to_string(variant.position);
    if (!variant.id.empty()) { name.append(" (").append(variant.id).append(")"); }
    throw Error(Fault::bad_data,
                path().string() + ": variant " + name + ", at byte " + std::to_string(variant.offset) + ": " + reason);
}

}  // namespace atria::io
