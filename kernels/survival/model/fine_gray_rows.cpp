#include "kernels/survival/model/fine_gray_rows.hpp"

#include <algorithm>
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

/// G(u) H(u) of one stratum: a step function, constant between its breaks. Factors that are 0 are kept apart, because a
/// weight is a quotient in which they may cancel.
struct Observed {
    Times breaks;  ///< ascending
    // One a piece; piece k reaches from break k - 1 (not included) up to break k (included).
    std::vector<double> value;                     ///< just before its end
    std::vector<std::uint32_t> everybody_left;     ///< times before it at which all who were at risk were censored
    std::vector<std::uint32_t> everybody_entered;  ///< times before it at which all who were at risk had just entered
    std::vector<std::uint8_t> has_event;           ///< the cause has an event in it
    Ticks end = 0;                                 ///< the last time of the stratum: where the last piece ends

    /// In which piece t lies; pieces include their end.
    [[nodiscard]] std::size_t piece(Ticks t) const {
        return static_cast<std::size_t>(std::lower_bound(breaks.begin(), breaks.end(), t) - breaks.begin());
    }
    [[nodiscard]] Ticks end_of(std::size_t piece) const { return piece < breaks.size() ? breaks[piece] : end; }
};

Observed observed(const SurvivalRows& rows, const Ends& ends, std::uint32_t stratum, std::uint32_t cause) {
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

    Observed answer;
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

/// Adds a row made of row i.
void add_row(const SurvivalRows& rows, std::size_t i, Ticks entry, Ticks exit, bool event, double weight,
             FineGrayRows& made) {
    SurvivalRows& to = made.rows;
    to.entry.push_back(entry);
    to.exit.push_back(exit);
    to.event.push_back(event ? 1 : 0);
    to.weight.push_back(weight);
    if (!rows.offset.empty()) { to.offset.push_back(rows.offset[i]); }
    if (!rows.stratum.empty()) { to.stratum.push_back(rows.stratum[i]); }
    if (!rows.group.empty()) { to.group.push_back(rows.group[i]); }
    to.person.push_back(rows.person.empty() ? static_cast<std::uint32_t>(i) : rows.person[i]);
    if (!rows.cluster.empty()) { to.cluster.push_back(rows.cluster[i]); }
    made.source.push_back(static_cast<std::uint32_t>(i));
}

}  // namespace

FineGrayRows fine_gray_rows(const SurvivalRows& rows, std::uint32_t cause) {
    const Ends ends = ends_of(rows);
    std::vector<Observed> strata;
    for (std::uint32_t s = 0; s < rows.strata; ++s) { strata.push_back(observed(rows, ends, s, cause)); }

    FineGrayRows made;
    made.rows.strata = rows.strata;
    made.rows.groups = rows.groups;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const Ticks entry = rows.entry_of(i);
        const double weight = rows.weight_of(i);
        const bool competing = rows.event[i] != 0 && rows.event[i] != cause;
        if (!competing) {
            add_row(rows, i, entry, rows.exit[i], rows.event[i] == cause, weight, made);
            continue;
        }
        const Observed& seen = strata[rows.stratum_of(i)];
        const std::size_t own = seen.piece(rows.exit[i]);
        add_row(rows, i, entry, seen.end_of(own), false, weight, made);
        for (std::size_t k = own + 1; k < seen.value.size(); ++k) {
            if (seen.has_event[k] == 0) { continue; }
            if (seen.everybody_entered[k] > seen.everybody_entered[own]) {
                made.without_weight += 1;
                break;
            }
            if (seen.everybody_left[k] > seen.everybody_left[own]) { continue; }  // the weight is 0
            const double share = seen.value[k] / seen.value[own];
            add_row(rows, i, seen.breaks[k - 1], seen.end_of(k), false, weight * share, made);
        }
    }
    const auto n = static_cast<Eigen::Index>(made.source.size());
    made.rows.x.resize(n, rows.x.cols());
    for (Eigen::Index k = 0; k < n; ++k) {
        made.rows.x.row(k) = rows.x.row(static_cast<Eigen::Index>(made.source[static_cast<std::size_t>(k)]));
    }
    return made;
}

}  // namespace atria::survival
