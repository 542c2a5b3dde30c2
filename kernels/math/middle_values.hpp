#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::math {

/// The middle of a series that may be too long to keep: exact, in passes over the series, and in some 300 kB however
/// long it is. One pass is enough for fewer than 32,768 values. Meant for -log10 p: two are enough for 16 million
/// values whose p are spread evenly, and any others end within eight.
///
///     do { for each value, in any order: add(value) } while (end_pass());
class MiddleValues {
public:
    MiddleValues();

    /// NaN are passed over; what is below 0 counts as 0. Does nothing after the last pass.
    void add(double value);

    /// True when the whole series is wanted once more.
    bool end_pass();

    /// Values of the series, NaN aside; known after the first pass.
    [[nodiscard]] std::uint64_t count() const { return count_; }

    /// After the last pass: the one in the middle, or the two of an even number; none when there was no value.
    [[nodiscard]] const std::vector<double>& values() const { return middle_; }

private:
    enum class Pass : std::uint8_t { first, narrow, collect, over };

    void count_kept();
    void narrow();
    void finish();
    void take_middle(std::uint64_t rank);

    // Numbers from 0 up have the order of their bits. The middle lies in [low_, high_) of them.
    Pass pass_ = Pass::first;
    std::uint64_t low_ = 0;
    std::uint64_t high_;
    std::uint64_t count_ = 0;
    std::uint64_t below_ = 0;   ///< values below low_
    std::uint64_t within_ = 0;  ///< values in [low_, high_)
    std::vector<std::uint64_t> cells_;
    std::vector<double> kept_;  ///< the values of the first pass, until they are too many
    std::vector<double> inside_;
    double next_above_;  ///< least value from high_ up
    std::vector<double> middle_;
};

}  // namespace atria::math
