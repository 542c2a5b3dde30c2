#pragma once

#include "kernels/data/genotype_block.hpp"
#include "kernels/math/line_sums.hpp"
#include "kernels/survival/cox_number_line.hpp"
#include "kernels/survival/cox_screen.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace atria::survival {

/// The log partial likelihood of one cohort along the copies of a variant, less that at 0, with the covariate effects
/// where the null model has them; people without a call are taken out of the risk sets. At t the hazard of a person
/// with g copies is r exp(t g), so that with A1 and A2 the risk of those at risk with one copy and two
///
///     S(t) = S0 + A1 (e^t - 1) + A2 (e^2t - 1)
///
/// at every event time (less the deaths' share of the same, by Efron), and who has had an event of another cause counts
/// with Fine and Gray's weight. A variant costs its carriers once, and then every t the event times at which carriers
/// are at risk. Where the effect allele is the common one, copies of the other count. Real numbers: CoxNumberLine.
class CoxLine {
public:
    /// `screen`: what it holds of the people and risk sets of the null model.
    explicit CoxLine(const CoxScreen& screen);

    void turn_to(const GenotypeView& variant);
    [[nodiscard]] math::LineSums at(double t) const;

private:
    /// One term of an event time: the shares of its risk that have one and two copies.
    struct Term {
        double one;
        double two;
        bool only_carriers;
        double weight;
    };
    /// Of the people who leave at an event time less those who come in, and of its deaths.
    struct Row {
        double one = 0;
        double two = 0;
        double absent = 0;
        double dying_one = 0;
        double dying_two = 0;
        double dying_absent = 0;
        double absent_deaths = 0;
        double absent_death_weight = 0;

        /// Those at risk of another row, times a factor.
        void add(const Row& other, double factor) {
            one += factor * other.one;
            two += factor * other.two;
            absent += factor * other.absent;
        }
    };

    void place(const GenotypeView& variant, std::uint8_t usual);
    void place_person(std::size_t person, std::uint8_t code, std::uint8_t usual);
    void place_term(const CoxPersonTerm& term, std::uint8_t code, int more);
    void add_terms(std::size_t row, const Row& at);

    const CoxScreen& screen_;
    CoxNumberLine numbers_;
    bool real_ = false;  // the variant has numbers
    std::vector<std::uint8_t> calls_;
    std::vector<Row> rows_;  // of both axes of the risk sets
    std::vector<Term> terms_;
    double sign_ = 1;          // of what a carrier has more than the others
    double event_copies_ = 0;  // by weight
};

}  // namespace atria::survival
