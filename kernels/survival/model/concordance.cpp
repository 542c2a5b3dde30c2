#include "kernels/survival/model/concordance.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>

namespace atria::survival {
namespace {

/// Weights by rank, and sums of those of lower ranks: a Fenwick tree.
class RankedWeights {
public:
    explicit RankedWeights(std::size_t ranks) : own_(ranks, 0), tree_(ranks + 1, 0) {}

    void add(std::size_t rank, double weight) {
        own_[rank] += weight;
        total_ += weight;
        for (std::size_t k = rank + 1; k < tree_.size(); k += k & (~k + 1)) { tree_[k] += weight; }
    }

    struct Around {
        double below = 0;
        double equal = 0;
        double above = 0;
    };
    [[nodiscard]] Around around(std::size_t rank) const {
        Around answer;
        for (std::size_t k = rank; k > 0; k &= k - 1) { answer.below += tree_[k]; }
        answer.equal = own_[rank];
        answer.above = total_ - answer.below - answer.equal;
        return answer;
    }

private:
    std::vector<double> own_;
    std::vector<double> tree_;
    double total_ = 0;
};

/// What a row's pairs are, its own weight aside.
struct Pairs {
    double concordant = 0;
    double discordant = 0;
    double tied = 0;
};

/// One stratum: m rows of the cohort.
struct Stratum {
    const SurvivalRows& rows;
    const ConcordanceRule& rule;
    std::vector<std::size_t> row;   ///< m
    std::vector<std::size_t> rank;  ///< by row of the cohort
    std::size_t ranks = 0;

    [[nodiscard]] bool is_event(std::size_t i) const { return rows.event[i] != 0; }
};

void rank_risks(Stratum& stratum, std::span<const double> risk) {
    std::vector<std::size_t> order = stratum.row;
    std::sort(order.begin(), order.end(),
              [&risk](std::size_t a, std::size_t b) { return risk[a] != risk[b] ? risk[a] < risk[b] : a < b; });
    stratum.rank.resize(risk.size());
    for (std::size_t k = 0; k < order.size(); ++k) {
        if (k > 0 && risk[order[k]] - risk[order[k - 1]] > stratum.rule.tie) { ++stratum.ranks; }
        stratum.rank[order[k]] = stratum.ranks;
    }
    ++stratum.ranks;
}

/// Weight of the pairs of each event time, from the last one on. Rows stand in the order of `row`: by time from the
/// last one on, those without an event first.
std::vector<double> pair_weights(const Stratum& stratum) {
    struct AtTime {
        Ticks time;
        double at_risk = 0;   // at the time
        double events = 0;    // weights
        double censored = 0;  // weights
        std::size_t deaths = 0;
    };
    std::vector<AtTime> times;
    double at_risk = 0;
    std::size_t deaths = 0;
    for (const std::size_t i : stratum.row) {
        if (times.empty() || times.back().time != stratum.rows.exit[i]) { times.push_back({stratum.rows.exit[i]}); }
        AtTime& here = times.back();
        const double weight = stratum.rows.weight_of(i);
        at_risk += weight;
        here.at_risk = at_risk;
        (stratum.is_event(i) ? here.events : here.censored) += weight;
        here.deaths += stratum.is_event(i) ? 1U : 0U;
        deaths += stratum.is_event(i) ? 1U : 0U;
    }
    // R has no use for the curves of a single event.
    const PairWeight kind = deaths < 2 ? PairWeight::n : stratum.rule.weight;
    std::vector<double> weights;
    double s = 1;
    double g = 1;
    for (std::size_t k = times.size(); k-- > 0;) {
        const AtTime& here = times[k];
        if (here.deaths > 0) {
            double weight = 1;
            switch (kind) {
                case PairWeight::n:
                    break;
                case PairWeight::n_over_g2:
                    weight = 1 / (g * g);
                    break;
                case PairWeight::s:
                    weight = at_risk * s / here.at_risk;
                    break;
                case PairWeight::s_over_g:
                    weight = at_risk * s / (g * here.at_risk);
                    break;
            }
            weights.push_back(here.time > stratum.rule.until ? 0 : weight);
            s *= (here.at_risk - here.events) / here.at_risk;
        }
        // Events come before censorings of the same time.
        const double may_be_censored = here.at_risk - here.events;
        if (here.censored > 0) { g *= (may_be_censored - here.censored) / may_be_censored; }
    }
    std::reverse(weights.begin(), weights.end());
    return weights;
}

/// Goes back in time. `present` holds who is at risk at the time and is not one of its events; a row's pairs with
/// earlier events of others are those events that `events` gathers while the row is present.
class Walk {
public:
    Walk(const Stratum& stratum, std::vector<Pairs>& pairs)
        : stratum_(stratum), pairs_(pairs), present_(stratum.ranks), events_(stratum.ranks) {}

    void enter(std::size_t i) {
        see_events(i, -1);
        present_.add(stratum_.rank[i], stratum_.rows.weight_of(i));
    }

    void leave(std::size_t i) {
        see_events(i, 1);
        present_.add(stratum_.rank[i], -stratum_.rows.weight_of(i));
    }

    /// Those who have the event at one time, by rank.
    void have_event(std::span<const std::size_t> dead, double pair_weight, ConcordanceSums& sums) {
        double before = 0;        // weights of those before in the list
        double before_equal = 0;  // of equal risk
        for (std::size_t k = 0; k < dead.size(); ++k) {
            const std::size_t i = dead[k];
            const double weight = stratum_.rows.weight_of(i);
            if (k > 0 && stratum_.rank[i] != stratum_.rank[dead[k - 1]]) { before_equal = 0; }
            sums.tied_xy += pair_weight * weight * before_equal;
            sums.tied_y += pair_weight * weight * (before - before_equal);
            before += weight;
            before_equal += weight;

            const RankedWeights::Around others = present_.around(stratum_.rank[i]);
            sums.concordant += pair_weight * weight * others.below;
            sums.discordant += pair_weight * weight * others.above;
            sums.tied_x += pair_weight * weight * others.equal;
            pairs_[i].concordant += pair_weight * others.below;
            pairs_[i].discordant += pair_weight * others.above;
            pairs_[i].tied += pair_weight * others.equal;
        }
        for (const std::size_t i : dead) { events_.add(stratum_.rank[i], pair_weight * stratum_.rows.weight_of(i)); }
        for (const std::size_t i : dead) { enter(i); }
    }

private:
    void see_events(std::size_t i, double sign) {
        const RankedWeights::Around events = events_.around(stratum_.rank[i]);
        pairs_[i].concordant += sign * events.above;
        pairs_[i].discordant += sign * events.below;
        pairs_[i].tied += sign * events.equal;
    }

    const Stratum& stratum_;
    std::vector<Pairs>& pairs_;  // by row of the cohort
    RankedWeights present_;
    RankedWeights events_;
};

void add_stratum(Stratum& stratum, std::span<const double> risk, std::vector<Pairs>& pairs, ConcordanceSums& sums) {
    const SurvivalRows& rows = stratum.rows;
    rank_risks(stratum, risk);
    std::vector<std::size_t> by_entry = stratum.row;
    std::sort(by_entry.begin(), by_entry.end(), [&rows](std::size_t a, std::size_t b) {
        return rows.entry_of(a) != rows.entry_of(b) ? rows.entry_of(a) > rows.entry_of(b) : a < b;
    });
    std::sort(stratum.row.begin(), stratum.row.end(), [&stratum](std::size_t a, std::size_t b) {
        const SurvivalRows& all = stratum.rows;
        if (all.exit[a] != all.exit[b]) { return all.exit[a] > all.exit[b]; }
        if (stratum.is_event(a) != stratum.is_event(b)) { return stratum.is_event(b); }
        return stratum.rank[a] != stratum.rank[b] ? stratum.rank[a] < stratum.rank[b] : a < b;
    });
    const std::vector<double> weights = pair_weights(stratum);
    Walk walk(stratum, pairs);
    std::size_t time = 0;
    std::size_t gone = 0;
    for (std::size_t k = 0; k < stratum.row.size();) {
        if (!stratum.is_event(stratum.row[k])) {
            walk.enter(stratum.row[k++]);
            continue;
        }
        const Ticks t = rows.exit[stratum.row[k]];
        std::size_t end = k;
        while (end < stratum.row.size() && rows.exit[stratum.row[end]] == t) { ++end; }
        while (gone < by_entry.size() && rows.entry_of(by_entry[gone]) >= t) { walk.leave(by_entry[gone++]); }
        walk.have_event(std::span(stratum.row).subspan(k, end - k), weights[time++], sums);
        k = end;
    }
    for (; gone < by_entry.size(); ++gone) { walk.leave(by_entry[gone]); }
}

}  // namespace

std::string_view name_of(PairWeight weight) {
    switch (weight) {
        case PairWeight::n:
            return "n";
        case PairWeight::n_over_g2:
            return "n/G2";
        case PairWeight::s:
            return "S";
        case PairWeight::s_over_g:
            return "S/G";
    }
    return {};
}

void ConcordanceSums::add(const ConcordanceSums& other) {
    concordant += other.concordant;
    discordant += other.discordant;
    tied_x += other.tied_x;
    tied_y += other.tied_y;
    tied_xy += other.tied_xy;
    square_c += other.square_c;
    product_cd += other.product_cd;
    square_d += other.square_d;
}

std::vector<double> ConcordanceSums::numbers() const {
    return {concordant, discordant, tied_x, tied_y, tied_xy, square_c, product_cd, square_d};
}

ConcordanceSums ConcordanceSums::from_numbers(const std::vector<double>& numbers) {
    assert(numbers.size() == 8);
    return {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7]};
}

ConcordanceSums concordance_sums(const SurvivalRows& rows, std::span<const double> risk, const ConcordanceRule& rule) {
    assert(risk.size() == rows.rows());
    assert(rule.weight == PairWeight::n || !rows.delayed_entry());
    ConcordanceSums sums;
    std::vector<Pairs> pairs(rows.rows());
    std::vector<std::vector<std::size_t>> strata(rows.strata);
    for (std::size_t i = 0; i < rows.rows(); ++i) { strata[rows.stratum_of(i)].push_back(i); }
    for (std::vector<std::size_t>& chosen : strata) {
        if (chosen.empty()) { continue; }
        Stratum stratum{rows, rule, std::move(chosen), {}};
        add_stratum(stratum, risk, pairs, sums);
    }
    struct Share {
        double c = 0;
        double d = 0;
    };
    std::map<std::uint32_t, Share> clusters;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto row = static_cast<std::uint32_t>(i);
        const std::uint32_t person = rows.person.empty() ? row : rows.person[i];
        Share& share = clusters[rows.cluster.empty() ? person : rows.cluster[i]];
        share.c += rows.weight_of(i) * (pairs[i].concordant + pairs[i].tied / 2);
        share.d += rows.weight_of(i) * (pairs[i].discordant + pairs[i].tied / 2);
    }
    for (const auto& [cluster, share] : clusters) {
        sums.square_c += share.c * share.c;
        sums.product_cd += share.c * share.d;
        sums.square_d += share.d * share.d;
    }
    return sums;
}

Concordance concordance(const ConcordanceSums& sums) {
    const double pairs = sums.concordant + sums.discordant + sums.tied_x;
    if (!(pairs > 0)) { return {}; }
    Concordance answer;
    answer.value = (sums.concordant + sums.tied_x / 2) / pairs;
    // Of each cluster: (1 - value) C - value D.
    const double c = 1 - answer.value;
    const double d = answer.value;
    const double square = c * c * sums.square_c - 2 * c * d * sums.product_cd + d * d * sums.square_d;
    answer.standard_error = std::sqrt(std::max(0.0, square)) / pairs;
    return answer;
}

}  // namespace atria::survival
