#pragma once

#include "kernels/data/survival_rows.hpp"

#include <set>

namespace atria::test {

/// G(t-) or G(t) of one-row people of one stratum, as equation 5 of Geskus (2011) writes it: at every time a loop over
/// all people asks who is censored and who might be.
inline double plain_censoring_curve(const SurvivalRows& rows, Ticks t, bool at_t) {
    std::set<Ticks> times;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        if (rows.event[i] == 0 && (rows.exit[i] < t || (at_t && rows.exit[i] == t))) { times.insert(rows.exit[i]); }
    }
    double g = 1;
    for (const Ticks c : times) {
        double at_risk = 0;
        double censored = 0;
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            const bool there = rows.exit[i] > c || (rows.exit[i] == c && rows.event[i] == 0);
            if (there && rows.entry_of(i) < c) { at_risk += 1; }
            if (rows.exit[i] == c && rows.event[i] == 0) { censored += 1; }
        }
        g *= 1 - censored / at_risk;
    }
    return g;
}

/// H(t-), equation 6 there: the product over entries at t and later.
inline double plain_entry_curve(const SurvivalRows& rows, Ticks t) {
    std::set<Ticks> times;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        if (rows.entry_of(i) >= t) { times.insert(rows.entry_of(i)); }
    }
    double h = 1;
    for (const Ticks e : times) {
        double at_risk = 0;
        double entering = 0;
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            if (rows.entry_of(i) <= e && rows.exit[i] > e) { at_risk += 1; }
            if (rows.entry_of(i) == e) { entering += 1; }
        }
        h *= 1 - entering / at_risk;
    }
    return h;
}

/// The weight at t of somebody with a competing event before t.
inline double plain_fine_gray_weight(const SurvivalRows& rows, Ticks event, Ticks t) {
    return plain_censoring_curve(rows, t, false) * plain_entry_curve(rows, t) /
           (plain_censoring_curve(rows, event, false) * plain_entry_curve(rows, event));
}

}  // namespace atria::test
