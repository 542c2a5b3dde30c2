#include "kernels/survival/model/fine_gray_rows.hpp"

#include "kernels/survival/model/fine_gray_weights.hpp"

#include <vector>

namespace atria::survival {
namespace {

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

/// Hands every row to add(row that it is made of, entry, exit, event, weight), and returns how many people have no
/// weight at last.
template <typename Add>
std::size_t each_row(const SurvivalRows& rows, std::uint32_t cause, const Add& add) {
    const std::vector<FineGrayWeights> strata = fine_gray_weights(rows, cause);
    std::size_t without_weight = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const Ticks entry = rows.entry_of(i);
        const double weight = rows.weight_of(i);
        const bool competing = rows.event[i] != 0 && rows.event[i] != cause;
        if (!competing) {
            add(i, entry, rows.exit[i], rows.event[i] == cause, weight);
            continue;
        }
        const FineGrayWeights& seen = strata[rows.stratum_of(i)];
        const std::size_t own = seen.piece(rows.exit[i]);
        add(i, entry, seen.end_of(own), false, weight);
        for (std::size_t k = own + 1; k < seen.value.size(); ++k) {
            if (seen.has_event[k] == 0) { continue; }
            if (seen.everybody_entered[k] > seen.everybody_entered[own]) {
                ++without_weight;
                break;
            }
            if (seen.everybody_left[k] > seen.everybody_left[own]) { continue; }  // the weight is 0
            add(i, seen.breaks[k - 1], seen.end_of(k), false, weight * (seen.value[k] / seen.value[own]));
        }
    }
    return without_weight;
}

}  // namespace

std::size_t fine_gray_row_count(const SurvivalRows& rows, std::uint32_t cause) {
    std::size_t count = 0;
    each_row(rows, cause, [&count](std::size_t, Ticks, Ticks, bool, double) { ++count; });
    return count;
}

FineGrayRows fine_gray_rows(const SurvivalRows& rows, std::uint32_t cause) {
    FineGrayRows made;
    made.rows.strata = rows.strata;
    made.rows.groups = rows.groups;
    made.without_weight = each_row(rows, cause, [&](std::size_t i, Ticks entry, Ticks exit, bool event, double weight) {
        add_row(rows, i, entry, exit, event, weight, made);
    });
    const auto n = static_cast<Eigen::Index>(made.source.size());
    made.rows.x.resize(n, rows.x.cols());
    for (Eigen::Index k = 0; k < n; ++k) {
        made.rows.x.row(k) = rows.x.row(static_cast<Eigen::Index>(made.source[static_cast<std::size_t>(k)]));
    }
    return made;
}

}  // namespace atria::survival
