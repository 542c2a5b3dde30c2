#include "pipeline/model/rows_of_people.hpp"

#include "kernels/data/error.hpp"
#include "kernels/data/shortest_number.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>

namespace atria::pipeline {
namespace {

/// Two rows of a person, the earlier one first, and what is wrong with them.
class Neighbours {
public:
    Neighbours(const ModelRequest& request, const CohortRecords& records, std::size_t cohort, const SurvivalRows& rows,
               const std::vector<std::size_t>& used)
        : request_(request), records_(records), cohort_(cohort), rows_(rows), used_(used) {}

    [[noreturn]] void refuse(std::size_t one, std::size_t next, const std::string& what) const {
        const std::string person = records_.text(cohort_, request_.person, "person")[used_[next]];
        const std::string column = request_.outcome.entry.empty() ? request_.outcome.exit : request_.outcome.entry;
        throw Error(Fault::bad_data, records_.place(cohort_, used_[next], column) + ": the person " + person + " (" +
                                         request_.person + ") " + what + ": rows " + told(one) + " and " + told(next) +
                                         records_.where(cohort_) + ". " + remedy());
    }

private:
    [[nodiscard]] std::string told(std::size_t i) const {
        const std::string from = rows_.delayed_entry() ? shortest_number(time_of(rows_.entry[i])) : "the beginning";
        return records_.row_names(cohort_)[used_[i]] + " (" + from + " to " + shortest_number(time_of(rows_.exit[i])) +
               ")";
    }
    [[nodiscard]] std::string remedy() const {
        if (rows_.delayed_entry()) { return "Correct the times, or the column that says whose row it is"; }
        return "Name the outcome by NAME=entry,exit,event, or give one row a person";
    }

    const ModelRequest& request_;
    const CohortRecords& records_;
    std::size_t cohort_;
    const SurvivalRows& rows_;
    const std::vector<std::size_t>& used_;
};

}  // namespace

void check_rows_of_people(const ModelRequest& request, const CohortRecords& records, std::size_t cohort,
                          const SurvivalRows& rows, const std::vector<std::size_t>& used) {
    if (rows.person.empty()) { return; }
    const bool fine_gray = request.model == SurvivalModel::fine_gray;
    const auto place = [&rows](std::size_t i) {
        return std::tuple(rows.person[i], rows.stratum_of(i), rows.group_of(i));
    };
    std::vector<std::size_t> order(rows.rows());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return std::tuple(place(a), rows.entry_of(a), rows.exit[a], a) <
               std::tuple(place(b), rows.entry_of(b), rows.exit[b], b);
    });
    const Neighbours neighbours(request, records, cohort, rows, used);
    for (std::size_t k = 1; k < order.size(); ++k) {
        const std::size_t one = order[k - 1];
        const std::size_t next = order[k];
        if (place(one) == place(next) && rows.entry_of(next) < rows.exit[one]) {
            neighbours.refuse(one, next, "is at risk twice at the same time, because two rows overlap");
        }
        if (!fine_gray || rows.person[one] != rows.person[next]) { continue; }
        if (rows.stratum_of(one) != rows.stratum_of(next)) {
            neighbours.refuse(one, next, "is in two strata, which --model fine-gray does not know");
        }
        if (rows.entry_of(next) > rows.exit[one]) {
            neighbours.refuse(one, next, "is not seen between two rows, which --model fine-gray does not know");
        }
        if (rows.event[one] != 0) {
            neighbours.refuse(one, next, "has an event before the last row, which --model fine-gray does not know");
        }
    }
}

}  // namespace atria::pipeline
