#include "kernels/survival/model/fine_gray_weights.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace atria::survival {
namespace {

using Times = std::vector<Ticks>;

/// How many of the sorted times are at or before t, and at or after it.
std::size_t up_to(const Times& sorted, Ticks t) {
    return static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), t) - sorted.begin());
}
std::size_t from(const Times& sorted, Ticks t) {
    return static_cast<std::size_t>(sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), t));
}
std::size_t at(const Times& sorted, Ticks t) { return up_to(sorted, t) + from(sorted, t) - sorted.size(); }

Times distinct(Times times) {
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

/// Which rows are the first and the last of their person.
struct Ends {
    std::vector<std::uint8_t> first;
    std::vector<std::uint8_t> last;
};

Ends ends_of(const SurvivalRows& rows) {
    const std::size_t n = rows.rows();
    Ends ends{std::vector<std::uint8_t>(n, 1), std::vector<std::uint8_t>(n, 1)};
    if (rows.person.empty()) { return ends; }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&rows](std::size_t a, std::size_t b) {
        if (rows.person[a] != rows.person[b]) { return rows.person[a] < rows.person[b]; }
        return rows.exit[a] != rows.exit[b] ? rows.exit[a] < rows.exit[b] : a < b;
    });
    for (std::size_t k = 1; k < n; ++k) {
        if (rows.person[order[k]] == rows.person[order[k - 1]]) { ends.first[order[k]] = ends.last[order[k - 1]] = 0; }
    }
    return ends;
}

FineGrayWeights weights_of(const SurvivalRows& rows, const Ends& ends, std::uint32_t stratum, std::uint32_t cause) {
    Times entries;
    Times first_entries;
    Times exits;
    Times events;  // of any cause
    Times censorings;
    Times of_cause;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        if (rows.stratum_of(i) != stratum) { continue; }
        const Ticks exit = rows.exit[i];
        exits.push_back(exit);
        if (rows.event[i] != 0) {
            events.push_back(exit);
        } else if (ends.last[i] != 0) {
            censorings.push_back(exit);
        }
        if (rows.event[i] == cause) { of_cause.push_back(exit); }
        if (!rows.delayed_entry()) { continue; }
        entries.push_back(rows.entry[i]);
        if (ends.first[i] != 0) { first_entries.push_back(rows.entry[i]); }
    }
    for (Times* times : {&entries, &first_entries, &exits, &events, &censorings, &of_cause}) {
        std::sort(times->begin(), times->end());
    }

    FineGrayWeights answer;
    if (exits.empty()) { return answer; }
    answer.end = exits.back();
    const Times censored_at = distinct(censorings);
    const Times entered_at = distinct(first_entries);
    std::set_union(censored_at.begin(), censored_at.end(), entered_at.begin(), entered_at.end(),
                   std::back_inserter(answer.breaks));
    const std::size_t pieces = answer.breaks.size() + 1;
    answer.value.assign(pieces, 1);
    answer.everybody_left.assign(pieces, 0);
    answer.everybody_entered.assign(pieces, 0);
    for (std::size_t k = 0; k + 1 < pieces; ++k) {
        const Ticks t = answer.breaks[k];
        answer.value[k + 1] = answer.value[k];
        answer.everybody_left[k + 1] = answer.everybody_left[k];
        const std::size_t censored = at(censorings, t);
        if (censored == 0) { continue; }
        const std::size_t at_risk = from(exits, t) - at(events, t) - from(entries, t);
        if (at_risk == censored) {
            ++answer.everybody_left[k + 1];
        } else {
            answer.value[k + 1] *= static_cast<double>(at_risk - censored) / static_cast<double>(at_risk);
        }
    }
    double entered = 1;  // H before the break
    for (std::size_t k = pieces - 1; k-- > 0;) {
        const Ticks t = answer.breaks[k];
        const std::size_t entering = at(first_entries, t);
        if (entering > 0) {
            const std::size_t at_risk = up_to(entries, t) - up_to(exits, t);
            if (at_risk == entering) {
                answer.everybody_entered[k + 1] = 1;  // summed up below
            } else {
                entered *= static_cast<double>(at_risk - entering) / static_cast<double>(at_risk);
            }
        }
        answer.value[k] *= entered;
    }
    std::partial_sum(answer.everybody_entered.begin(), answer.everybody_entered.end(),
                     answer.everybody_entered.begin());
    answer.has_event.assign(pieces, 0);
    for (const Ticks t : of_cause) { answer.has_event[answer.piece(t)] = 1; }
    return answer;
}

}  // namespace

std::vector<FineGrayWeights> fine_gray_weights(const SurvivalRows& rows, std::uint32_t cause) {
    const Ends ends = ends_of(rows);
    std::vector<FineGrayWeights> strata;
    for (std::uint32_t s = 0; s < rows.strata; ++s) { strata.push_back(weights_of(rows, ends, s, cause)); }
    return strata;
}

}  // namespace atria::survival
