#pragma once

#include <cstddef>
#include <cstdint>

namespace atria::survival {

/// One evaluation of the likelihood of eight variants of a stratum, as plain pointers: what CoxPassKernel reads and
/// where it writes, so that the same source can be compiled for several instruction sets. Eight numbers of eight
/// variants stand side by side; those that the kernel reads and writes as such lie on 64 bytes. Names and shapes are
/// those of RiskSets, CoxStratum, CoxPoint and CoxLaneSums.
struct CoxPass {
    std::size_t people = 0;       ///< n
    std::size_t covariates = 0;   ///< K
    std::size_t event_times = 0;  ///< D
    std::size_t rows = 0;         ///< of both axes of the risk sets
    bool any_late = false;
    bool breslow = false;
    bool missing = false;  ///< any calls
    bool at_null = true;   ///< delta, a and gamma are 0 and not read

    const std::uint32_t* lo = nullptr;
    const std::uint32_t* hi = nullptr;
    const std::uint32_t* first = nullptr;
    const std::uint32_t* deaths = nullptr;
    const double* event_weight = nullptr;  ///< n: the event's weight, 0 without one
    const double* death_weight = nullptr;  ///< null: the number of deaths
    bool weighted = false;                 ///< the events have weights other than 1
    const double* late_share = nullptr;    ///< null: nobody is late
    const double* x = nullptr;
    const double* eta = nullptr;
    const double* risk = nullptr;

    const std::uint8_t* calls = nullptr;  ///< n × 8, null: numbers
    const double* numbers = nullptr;      ///< n × 8, null: calls

    const double* delta = nullptr;  ///< K × 8
    const double* a = nullptr;      ///< K × 8
    const double* gamma = nullptr;  ///< 8

    double* of_people = nullptr;  ///< n × (8 + 8): r and z (not at the null, where they are at hand)
    double* of_times = nullptr;  ///< rows × cox_pass_moments × 8: first sums over who leaves, then cumulative hazards
    double* unshared = nullptr;  ///< D + 1 rows of 3 × 8, of tied times only

    double* log_likelihood = nullptr;  ///< 8, without the logarithms of the product below
    double* score_z = nullptr;         ///< 8
    double* information_zz = nullptr;  ///< 8
    double* score_x = nullptr;         ///< K × 8
    double* information_xz = nullptr;  ///< K × 8
    double* third = nullptr;           ///< 8 (at the null only, and so the two that follow)
    double* fourth = nullptr;          ///< 8
    double* third_x = nullptr;         ///< K × 8
    /// The product of the risk sets' sums: mantissas, exponents of 2, and 0 where a factor was not positive.
    double* product = nullptr;         ///< 8
    std::int64_t* exponent = nullptr;  ///< 8
    double* positive = nullptr;        ///< 8
};

/// Numbers that an event time keeps of a variant, at most.
inline constexpr std::size_t cox_pass_moments = 5;

/// For any processor that the program runs on.
void run_cox_pass_baseline(const CoxPass& pass);
/// With AVX-512; the same bits.
void run_cox_pass_avx512(const CoxPass& pass);
/// Whether this processor, and the build, have the latter.
[[nodiscard]] bool cox_pass_avx512_runs();

}  // namespace atria::survival
