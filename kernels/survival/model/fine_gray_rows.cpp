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

}  // namespace

FineGrayRows fine_gray_rows(const SurvivalRows& rows, std::uint32_t cause) {
    const std::vector<FineGrayWeights> strata = fine_gray_weights(rows, cause);

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
        const FineGrayWeights& seen = strata[rows.stratum_of(i)];
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
