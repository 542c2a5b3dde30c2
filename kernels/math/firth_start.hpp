#pragma once

namespace atria::math {

/// What a null model's sums tell of a variant: the weights w = mu (1 - mu) of its three codes, and how lopsided they
/// are.
struct CodeWeights {
    double all = 0;      ///< Σ w
    double copies = 0;   ///< Σ w g
    double squares = 0;  ///< Σ w g²
    double slant = 0;    ///< the mean of 1/2 - mu, weighted by w
};

/// About where Firth's penalised likelihood along a variant has its maximum, from its efficient score and information
/// at 0: where it would lie if mu were the same in everybody, and the covariates told nothing of the variant. The
/// likelihood is a sum of three terms then, one a code. A place to begin: off by the share of the curvature that the
/// model leaves out, a few thousandths of the effect.
[[nodiscard]] double firth_start(const CodeWeights& weights, double score, double information);

}  // namespace atria::math
