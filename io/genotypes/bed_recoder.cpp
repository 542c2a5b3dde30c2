#include "io/genotypes/bed_recoder.hpp"

#include "kernels/data/genotype_block.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace atria::io {

namespace {

/// PLINK's codes 0, 1, 2, 3 = A1 A1, missing, A1 A2, A2 A2 as copies of A1, and of A2 when turned.
constexpr std::array<std::uint8_t, 4> copies_of_first{2, missing_call, 1, 0};
constexpr std::array<std::uint8_t, 4> copies_of_second{0, missing_call, 1, 2};

using ByteTable = std::array<std::uint8_t, 256>;

constexpr ByteTable table_of(const std::array<std::uint8_t, 4>& codes) {
    ByteTable table{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        unsigned recoded = 0;
        for (unsigned person = 0; person < 4; ++person) {
            recoded |= static_cast<unsigned>(codes[byte >> 2 * person & 3U]) << 2 * person;
        }
        table[byte] = static_cast<std::uint8_t>(recoded);
    }
    return table;
}

constexpr ByteTable first_table = table_of(copies_of_first);
constexpr ByteTable second_table = table_of(copies_of_second);

}  // namespace

BedRecoder::BedRecoder(std::vector<std::uint32_t> sample_of_person, std::size_t samples)
    : sample_of_person_(std::move(sample_of_person)), as_in_file_(sample_of_person_.size() == samples) {
    for (std::size_t person = 0; person < sample_of_person_.size(); ++person) {
        if (sample_of_person_[person] != no_sample && sample_of_person_[person] >= samples) {
            throw std::logic_error("a person of the cohort is behind the last of the file");
        }
        as_in_file_ = as_in_file_ && sample_of_person_[person] == person;
    }
}

void BedRecoder::recode(std::span<const std::uint8_t> row, bool turned, std::span<std::uint8_t> codes) const {
    const std::size_t people = sample_of_person_.size();
    if (codes.size() != (people + 3) / 4) { throw std::logic_error("recoded calls need ceil(people / 4) bytes"); }
    if (as_in_file_) {
        const ByteTable& table = turned ? second_table : first_table;
        for (std::size_t byte = 0; byte < codes.size(); ++byte) { codes[byte] = table[row[byte]]; }
    } else {
        const auto& code = turned ? copies_of_second : copies_of_first;
        for (std::size_t byte = 0; byte < codes.size(); ++byte) {
            unsigned packed = 0;
            for (std::size_t i = 4 * byte; i < std::min(4 * byte + 4, people); ++i) {
                const std::uint32_t sample = sample_of_person_[i];
                const unsigned call =
                    sample == no_sample ? missing_call : code[row[sample / 4] >> 2 * (sample % 4) & 3U];
                packed |= call << 2 * (i % 4);
            }
            codes[byte] = static_cast<std::uint8_t>(packed);
        }
    }
    // PLINK fills the last byte with the code that becomes two copies: no person, no call.
    if (people % 4 != 0) { codes.back() = static_cast<std::uint8_t>(codes.back() & ((1U << 2 * (people % 4)) - 1)); }
}

}  // namespace atria::io
