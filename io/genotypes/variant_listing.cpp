#include "io/genotypes/variant_listing.hpp"

#include "io/unfinished_file.hpp"
#include "kernels/data/error.hpp"

#include <string>
#include <utility>

namespace atria::io {

namespace {

/// A usable variant; its texts stand behind it.
struct Entry {
    std::uint64_t offset = 0;
    std::uint32_t alternative = 0;
    std::uint32_t position = 0;
    std::uint32_t effect_length = 0;
    std::uint32_t other_length = 0;
    std::uint32_t id_length = 0;
    bool turned = false;
    VariantFate read_as;
    std::array<std::uint8_t, 2> unused{};  ///< no byte of the file is left to chance
};
static_assert(sizeof(Entry) == 32);

/// One that cannot be used, likewise.
struct UnusableEntry {
    std::uint32_t id_length = 0;
    std::uint32_t detail_length = 0;
    std::uint32_t reason_length = 0;
};

std::filesystem::path file_of(const std::filesystem::path& prefix, std::size_t index) {
    return prefix.string() + (index == 0 ? ".unusable" : ".chr" + std::to_string(index));
}

template <typename Value>
void write_value(std::ofstream& file, const Value& value) {
    file.write(reinterpret_cast<const char*>(&value), sizeof value);
}

void write_text(std::ofstream& file, std::string_view text) {
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
}

/// Entries with their texts, one after the other.
template <typename Entries, typename Take>
void read_entries(const std::filesystem::path& file, const Take& take) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) { return; }
    std::ifstream input(file, std::ios::binary);
    Entries entry;
    std::string text;
    while (input.read(reinterpret_cast<char*>(&entry), sizeof entry)) { take(entry, text, input); }
    if (!input.eof() || input.gcount() != 0) {
        throw Error(Fault::read_write,
                    file.string() +
                        ": this list of variants cannot be read again. Check the disk and run the command "
                        "again.");
    }
}

std::string_view read_text(std::ifstream& input, std::string& text, std::size_t length) {
    text.resize(length);
    input.read(text.data(), static_cast<std::streamsize>(length));
    return text;
}

}  // namespace

VariantListingWriter::VariantListingWriter(std::filesystem::path prefix) : prefix_(std::move(prefix)) {}

std::ofstream& VariantListingWriter::file(std::size_t index) {
    auto& found = files_.at(index);
    if (!found) { found = std::make_unique<std::ofstream>(file_of(prefix_, index), std::ios::binary); }
    return *found;
}

void VariantListingWriter::add(const FileVariant& variant) {
    ++counts_.rows;
    ++counts_.of_chromosome.at(variant.chromosome);
    if (prefix_.empty()) { return; }
    std::ofstream& out = file(variant.chromosome);
    write_value(out, Entry{variant.place.offset,
                           variant.place.alternative,
                           variant.position,
                           static_cast<std::uint32_t>(variant.effect_allele.size()),
                           static_cast<std::uint32_t>(variant.other_allele.size()),
                           static_cast<std::uint32_t>(variant.id.size()),
                           variant.turned,
                           variant.read_as,
                           {}});
    for (const auto text : {variant.effect_allele, variant.other_allele, variant.id}) { write_text(out, text); }
}

void VariantListingWriter::add_unusable(std::string_view id, std::string_view detail, std::string_view reason) {
    ++counts_.rows;
    if (prefix_.empty()) { return; }
    std::ofstream& out = file(0);
    write_value(out, UnusableEntry{static_cast<std::uint32_t>(id.size()), static_cast<std::uint32_t>(detail.size()),
                                   static_cast<std::uint32_t>(reason.size())});
    for (const auto text : {id, detail, reason}) { write_text(out, text); }
}

ListedVariants VariantListingWriter::close() {
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (!files_.at(i)) { continue; }
        files_.at(i)->close();
        if (!*files_.at(i)) {
            throw Error(Fault::read_write, file_of(prefix_, i).string() +
                                               ": writing failed. Check that the folder is writable and has space "
                                               "left.");
        }
        force_to_disk(file_of(prefix_, i));
    }
    return counts_;
}

std::uint64_t listing_bytes(const std::filesystem::path& prefix) {
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i <= last_chromosome; ++i) {
        std::error_code absent;
        const auto size = std::filesystem::file_size(file_of(prefix, i), absent);
        if (!absent) { bytes += size; }
    }
    return bytes;
}

void read_listing(const std::filesystem::path& prefix, Chromosome chromosome,
                  const std::function<void(const FileVariant&)>& take) {
    const auto variant = [&](const Entry& entry, std::string& text, std::ifstream& input) {
        const std::string_view all =
            read_text(input, text, std::size_t{entry.effect_length} + entry.other_length + entry.id_length);
        if (!input) { return; }
        take({chromosome,
              entry.position,
              all.substr(0, entry.effect_length),
              all.substr(entry.effect_length, entry.other_length),
              all.substr(std::size_t{entry.effect_length} + entry.other_length),
              entry.turned,
              {entry.offset, entry.alternative},
              entry.read_as});
    };
    read_entries<Entry>(file_of(prefix, chromosome), variant);
}

void read_unusable(const std::filesystem::path& prefix, const UnusableVariant& take) {
    const auto variant = [&](const UnusableEntry& entry, std::string& text, std::ifstream& input) {
        const std::string_view all =
            read_text(input, text, std::size_t{entry.id_length} + entry.detail_length + entry.reason_length);
        if (!input) { return; }
        take(all.substr(0, entry.id_length), all.substr(entry.id_length, entry.detail_length),
             all.substr(std::size_t{entry.id_length} + entry.detail_length));
    };
    read_entries<UnusableEntry>(file_of(prefix, 0), variant);
}

}  // namespace atria::io
