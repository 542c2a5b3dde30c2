#pragma once

namespace atria::math {

/// The log likelihood of one effect at a point t of a line, and its derivatives along it; sums of strata add.
struct LineSums {
    double log_likelihood = 0;
    double score = 0;        ///< its slope
    double information = 0;  ///< minus its second derivative
    double third = 0;        ///< half the information's slope

    void add(const LineSums& other) {
        log_likelihood += other.log_likelihood;
        score += other.score;
        information += other.information;
        third += other.third;
    }
};

}  // namespace atria::math
