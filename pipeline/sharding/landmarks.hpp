#pragma once

#include "io/genotypes/genotype_source.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace atria::pipeline {

/// The number of an rs id (rs123, also rs123:A:G), or nothing.
[[nodiscard]] std::optional<std::uint64_t> rs_number(std::string_view id);

/// A sample of a genotype file's variants by which files are held against each other, whatever their size: the rs
/// numbers, and the positions, whose hashes are smallest. Two files that have a variant in common and take it into
/// their samples at all both take it.
class Landmarks {
public:
    /// At most so many rs numbers, and positions, are kept.
    static constexpr std::size_t most = 4096;

    void add(const io::FileVariant& variant);
    /// Those of another file of the same cohort.
    void add(const Landmarks& other);

    /// How two samples agree.
    struct Agreement {
        std::uint64_t ids = 0;             ///< rs numbers in both
        std::uint64_t ids_elsewhere = 0;   ///< of these, those at another position
        std::uint64_t positions = 0;       ///< in the part of the genome that both samples cover, of the smaller one
        std::uint64_t same_positions = 0;  ///< of these, those in both
        std::uint64_t example = 0;         ///< an rs number at another position, and
        std::uint64_t here = 0;            ///< its places, as place()
        std::uint64_t there = 0;
    };
    [[nodiscard]] Agreement against(const Landmarks& other) const;

    /// The last position on a chromosome; 0 without variants there.
    [[nodiscard]] std::uint32_t last_position(Chromosome chromosome) const { return last_.at(chromosome); }

    /// Chromosome and position in one number.
    [[nodiscard]] static std::uint64_t place(Chromosome chromosome, std::uint32_t position) {
        return std::uint64_t{chromosome} << 32U | position;
    }

    [[nodiscard]] std::vector<std::byte> bytes() const;
    /// The reverse; takes what it reads from the front of `bytes`.
    [[nodiscard]] static Landmarks from(std::span<const std::byte>& bytes);

private:
    struct Mark {
        std::uint64_t hash = 0;  ///< of the rs number or the place; no two have the same
        std::uint64_t place = 0;

        friend auto operator<=>(const Mark&, const Mark&) = default;
    };
    /// Those with the smallest hashes.
    struct Sample {
        std::vector<Mark> marks;
        std::uint64_t limit = ~std::uint64_t{0};  ///< all marks with smaller hashes are here

        void add(const Mark& mark);
        void settle();
    };

    [[nodiscard]] static Sample settled(const Sample& sample);

    Sample ids_;
    Sample positions_;
    std::array<std::uint32_t, last_chromosome + 1> last_{};
};

}  // namespace atria::pipeline
