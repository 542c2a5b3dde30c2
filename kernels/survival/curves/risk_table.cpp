#include "kernels/survival/curves/risk_table.hpp"

#include "kernels/math/compensated_sum.hpp"
#include "kernels/survival/curves/person_intervals.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

namespace atria::survival {
namespace {

RiskCounts no_counts(std::uint32_t causes, std::size_t times) {
    RiskCounts counts;
    counts.at_risk.assign(times, 0);
    counts.entered.assign(times, 0);
    counts.censored.assign(times, 0);
    counts.events.assign(causes, std::vector<double>(times, 0));
    return counts;
}

/// Where the times of `from` stand among those of `all`.
std::vector<std::size_t> places(const std::vector<Ticks>& from, const std::vector<Ticks>& all) {
    std::vector<std::size_t> answer;
    answer.reserve(from.size());
    std::size_t place = 0;
    for (const Ticks time : from) {
        while (all[place] < time) { ++place; }
        answer.push_back(place);
    }
    return answer;
}

/// Adds what a table has at the `places` of its times to one that has these times and more.
void add_counts(const RiskCounts& counts, const std::vector<std::size_t>& places, RiskCounts& sum) {
    std::size_t from = 0;
    for (std::size_t t = 0; t < places.size(); ++t) {
        for (std::size_t i = from; i <= places[t]; ++i) { sum.at_risk[i] += counts.at_risk[t]; }
        from = places[t] + 1;
        sum.entered[places[t]] += counts.entered[t];
        sum.censored[places[t]] += counts.censored[t];
        for (std::size_t c = 0; c < counts.events.size(); ++c) { sum.events[c][places[t]] += counts.events[c][t]; }
    }
}

/// `intervals`: of one group.
RiskTable table_of(std::vector<PersonInterval> intervals, std::uint32_t causes) {
    RiskTable table(causes);
    for (const PersonInterval& i : intervals) {
        table.time.push_back(i.exit);
        if (i.entry != SurvivalRows::before_all_times) { table.time.push_back(i.entry); }
        if (i.weight != std::floor(i.weight)) { table.whole_weights = false; }
    }
    std::sort(table.time.begin(), table.time.end());
    table.time.erase(std::unique(table.time.begin(), table.time.end()), table.time.end());
    const std::size_t times = table.time.size();
    table.people = no_counts(causes, times);
    table.weight = no_counts(causes, times);
    const auto place = [&table](Ticks time) {
        return static_cast<std::size_t>(std::lower_bound(table.time.begin(), table.time.end(), time) -
                                        table.time.begin());
    };

    // Who leaves at a time and who comes: at risk is what leaves at the time or later without what comes there or
    // later.
    std::vector<math::CompensatedSum> weight_change(times);
    std::vector<double> people_change(times, 0);
    for (const PersonInterval& i : intervals) {
        const std::size_t t = place(i.exit);
        weight_change[t].add(i.weight);
        people_change[t] += 1;
        if (i.event > 0) {
            assert(i.event <= causes);
            table.people.events[i.event - 1][t] += 1;
            table.weight.events[i.event - 1][t] += i.weight;
        } else if (i.censored) {
            table.people.censored[t] += 1;
            table.weight.censored[t] += i.weight;
        }
    }
    std::sort(intervals.begin(), intervals.end(), [](const PersonInterval& a, const PersonInterval& b) {
        return std::tie(a.entry, a.weight, a.entered) < std::tie(b.entry, b.weight, b.entered);
    });
    for (const PersonInterval& i : intervals) {
        if (i.entry == SurvivalRows::before_all_times) { continue; }
        const std::size_t t = place(i.entry);
        weight_change[t].add(-i.weight);
        people_change[t] -= 1;
        if (i.entered) {
            table.people.entered[t] += 1;
            table.weight.entered[t] += i.weight;
        }
    }
    math::CompensatedSum weight;
    double people = 0;
    for (std::size_t t = times; t-- > 0;) {
        people += people_change[t];
        weight.add(weight_change[t].value());
        table.people.at_risk[t] = people;
        table.weight.at_risk[t] = people > 0 ? weight.value() : 0;
    }
    return table;
}

/// By stratum.
std::vector<RiskTables> tables_of(const SurvivalRows& rows, std::uint32_t causes, Strata strata) {
    const std::uint32_t count = strata == Strata::apart ? rows.strata : 1;
    std::vector<std::vector<PersonInterval>> parts(static_cast<std::size_t>(count) * rows.groups);
    for (const PersonInterval& i : person_intervals(rows, strata)) {
        parts[static_cast<std::size_t>(i.stratum) * rows.groups + i.group].push_back(i);
    }
    std::vector<RiskTables> tables(count);
    for (std::size_t part = 0; part < parts.size(); ++part) {
        tables[part / rows.groups].group.push_back(table_of(std::move(parts[part]), causes));
    }
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        tables[strata == Strata::apart ? rows.stratum_of(i) : 0].group[rows.group_of(i)].rows += 1;
    }
    return tables;
}

/// The next doubles of a list.
class Reader {
public:
    explicit Reader(std::span<const double> numbers) : numbers_(numbers) {}
    double number() { return numbers_[next_++]; }
    std::size_t count() { return static_cast<std::size_t>(number()); }
    void fill(std::vector<double>& values) {
        for (double& value : values) { value = number(); }
    }

private:
    std::span<const double> numbers_;
    std::size_t next_ = 0;
};

void append(const std::vector<double>& values, std::vector<double>& list) {
    list.insert(list.end(), values.begin(), values.end());
}

}  // namespace

double RiskCounts::events_at(std::size_t t) const {
    double sum = 0;
    for (const std::vector<double>& cause : events) { sum += cause[t]; }
    return sum;
}

RiskTable::RiskTable(std::uint32_t causes) : people(no_counts(causes, 0)), weight(people) {}

void RiskTable::add(const RiskTable& other) {
    assert(causes() == other.causes());
    rows += other.rows;
    whole_weights = whole_weights && other.whole_weights;
    std::vector<Ticks> all;
    all.reserve(time.size() + other.time.size());
    std::set_union(time.begin(), time.end(), other.time.begin(), other.time.end(), std::back_inserter(all));
    for (const auto counts : {&RiskTable::people, &RiskTable::weight}) {
        RiskCounts sum = no_counts(causes(), all.size());
        add_counts(this->*counts, places(time, all), sum);
        add_counts(other.*counts, places(other.time, all), sum);
        this->*counts = std::move(sum);
    }
    time = std::move(all);
}

void RiskTables::add(const RiskTables& other) {
    assert(group.size() == other.group.size());
    for (std::size_t k = 0; k < group.size(); ++k) { group[k].add(other.group[k]); }
}

std::vector<double> RiskTables::numbers() const {
    std::vector<double> list{static_cast<double>(group.size())};
    for (const RiskTable& table : group) {
        list.push_back(table.causes());
        list.push_back(table.rows);
        list.push_back(table.whole_weights ? 1 : 0);
        list.push_back(static_cast<double>(table.time.size()));
        for (const Ticks time : table.time) { list.push_back(static_cast<double>(time)); }
        for (const RiskCounts* counts : {&table.people, &table.weight}) {
            append(counts->at_risk, list);
            append(counts->entered, list);
            append(counts->censored, list);
            for (const std::vector<double>& cause : counts->events) { append(cause, list); }
        }
    }
    return list;
}

RiskTables RiskTables::from_numbers(std::span<const double> numbers) {
    Reader reader(numbers);
    RiskTables tables;
    const std::size_t groups = reader.count();
    for (std::size_t k = 0; k < groups; ++k) {
        RiskTable& table = tables.group.emplace_back(static_cast<std::uint32_t>(reader.count()));
        table.rows = reader.number();
        table.whole_weights = reader.number() != 0;
        table.time.resize(reader.count());
        for (Ticks& time : table.time) { time = static_cast<Ticks>(reader.number()); }
        for (const auto which : {&RiskTable::people, &RiskTable::weight}) {
            RiskCounts& counts = table.*which;
            counts = no_counts(table.causes(), table.time.size());
            reader.fill(counts.at_risk);
            reader.fill(counts.entered);
            reader.fill(counts.censored);
            for (std::vector<double>& cause : counts.events) { reader.fill(cause); }
        }
    }
    return tables;
}

std::vector<RiskTables> stratum_risk_tables(const SurvivalRows& rows, std::uint32_t causes) {
    return tables_of(rows, causes, Strata::apart);
}

RiskTables risk_tables(const SurvivalRows& rows, std::uint32_t causes) {
    return std::move(tables_of(rows, causes, Strata::together).front());
}

}  // namespace atria::survival
