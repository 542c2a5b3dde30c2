#pragma once

#include "kernels/quality/frequency_outliers.hpp"
#include "kernels/quality/identical_people.hpp"
#include "pipeline/run/scan_request.hpp"

#include <cstddef>
#include <cstdint>

namespace atria::pipeline {

/// What variants and people have to keep to. The bounds themselves pass.
struct QualityLimits {
    // Variants
    double call_rate = 0.95;
    double maf = 0;
    double mac = 1;
    double hwe_p = 1e-6;  ///< in each cohort by itself
    double info = 0.3;    ///< likewise, of dosages
    quality::OutlierLimits frequency;
    // People
    double person_call_rate = 0.95;
    double het_sd = 3;              ///< largest distance of F from its mean in the cohort [standard deviations]
    bool small_sample = true;       ///< Nei's factor in expected homozygosity
    double female_f = 0.2;          ///< F of X below it: a woman
    double male_f = 0.8;            ///< above it: a man
    std::uint64_t x_variants = 50;  ///< fewest calls of X that tell a sex
    bool duplicates = true;
    std::size_t duplicate_variants = 1000;
    quality::IdentityLimits identity;
};

/// What the user asked of `atria qc`: `scan` has the study, the folder of results, who and which variants.
struct QualityRequest {
    ScanRequest scan;
    QualityLimits limits;
};

}  // namespace atria::pipeline
