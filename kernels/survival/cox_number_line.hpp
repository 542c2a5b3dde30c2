#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/math/line_sums.hpp"
#include "kernels/survival/cox_screen.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// The log partial likelihood of one cohort along a variant that gives people real numbers, as CoxLine has it along
/// copies: at t the hazard of a person with g is r exp(t g). Every t costs all people.
///
/// Powers are taken from the end of the numbers that t favours, so that none overflows, and what is subtracted from the
/// sums over risk sets is what was added, to twice the digits of a double.
class CoxNumberLine {
public:
    /// `screen`: what it holds of the people and risk sets of the null model.
    explicit CoxNumberLine(const CoxScreen& screen) : screen_(screen) {}

    void turn_to(const GenotypeView& variant);
    [[nodiscard]] math::LineSums at(double t) const;

private:
    /// Somebody at risk; those who stay at risk after an event of another cause are there twice.
    struct Person {
        double risk = 0;
        double number = 0;
        double weight = 0;
        std::uint32_t hi = 0;
        std::uint32_t lo = 0;
        std::uint32_t event = 0;
    };

    void place(const CoxPersonTerm& term, double number);

    const CoxScreen& screen_;
    std::vector<Person> people_;        // with a number
    std::vector<double> deaths_;        // D + 1: with a number
    std::vector<double> death_weight_;  // D + 1
    double event_sum_ = 0;              // of the numbers, by weight
    double smallest_ = 0;
    double largest_ = 0;
};

}  // namespace atria::survival
