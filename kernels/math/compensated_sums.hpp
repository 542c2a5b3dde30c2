#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace atria::math {

/// Sums that carry what rounding takes from them (Neumaier), so that taking a term out again leaves the rest as if it
/// had never been there, however large it was.
class CompensatedSums {
public:
    explicit CompensatedSums(std::size_t size) : sums_(size), lost_(size) {}

    void clear();
    /// `terms`: as many as there are sums. They are in memory, not formed here: a product that is fused into the
    /// addition would be another number than the one taken out later.
    void add(std::span<const double> terms);
    void subtract(std::span<const double> terms);
    /// The same of some of the sums, by their places: those left out would have had 0, which changes none.
    void add(std::span<const std::uint32_t> places, std::span<const double> terms);
    void subtract(std::span<const std::uint32_t> places, std::span<const double> terms);
    void add(const CompensatedSums& other);
    void values(std::span<double> values) const;

private:
    std::vector<double> sums_;
    std::vector<double> lost_;
};

}  // namespace atria::math
