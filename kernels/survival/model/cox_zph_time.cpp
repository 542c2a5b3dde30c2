#include "kernels/survival/model/cox_zph_time.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

namespace atria::survival {
namespace {

bool needs_all_times(ZphTransform transform) {
    return transform == ZphTransform::rank || transform == ZphTransform::km;
}

double plain_value(ZphTransform transform, Ticks time) {
    return transform == ZphTransform::log ? std::log(time_of(time)) : time_of(time);
}

constexpr std::size_t head = 4;  // numbers before those of the times
constexpr std::size_t each = 4;

}  // namespace

ZphTimeSums& ZphTimeSums::operator+=(const ZphTimeSums& other) {
    events += other.events;
    total += other.total;
    present += other.present;
    std::vector<Time> merged;
    merged.reserve(times.size() + other.times.size());
    std::size_t a = 0;
    for (const Time& time : other.times) {
        while (a < times.size() && times[a].time < time.time) { merged.push_back(times[a++]); }
        merged.push_back(time);
        if (a < times.size() && times[a].time == time.time) {
            merged.back().entries += times[a].entries;
            merged.back().exits += times[a].exits;
            merged.back().events += times[a].events;
            ++a;
        }
    }
    merged.insert(merged.end(), times.begin() + static_cast<std::ptrdiff_t>(a), times.end());
    times = std::move(merged);
    return *this;
}

std::vector<double> ZphTimeSums::numbers() const {
    std::vector<double> numbers{events, total, present, static_cast<double>(times.size())};
    for (const Time& t : times) {
        numbers.insert(numbers.end(), {static_cast<double>(t.time), t.entries, t.exits, t.events});
    }
    return numbers;
}

ZphTimeSums ZphTimeSums::from_numbers(std::span<const double> numbers) {
    ZphTimeSums sums;
    sums.events = numbers[0];
    sums.total = numbers[1];
    sums.present = numbers[2];
    assert(numbers.size() == head + each * static_cast<std::size_t>(numbers[3]));
    for (std::size_t at = head; at < numbers.size(); at += each) {
        sums.times.push_back({static_cast<Ticks>(numbers[at]), numbers[at + 1], numbers[at + 2], numbers[at + 3]});
    }
    return sums;
}

ZphTimeSums zph_time_sums(const SurvivalRows& rows, const CoxModelRows& model, ZphTransform transform) {
    assert(rows.rows() == model.rows);
    ZphTimeSums sums;
    sums.events = static_cast<double>(model.events);
    if (!needs_all_times(transform)) {
        for (std::size_t i = 0; i < model.rows; ++i) {
            if (model.event[i] != 0) { sums.total += plain_value(transform, rows.exit[i]); }
        }
        return sums;
    }
    std::map<Ticks, ZphTimeSums::Time> times;
    for (std::size_t i = 0; i < model.rows; ++i) {
        ZphTimeSums::Time& exit = times[rows.exit[i]];
        exit.exits += 1;
        exit.events += model.event[i];
        if (rows.entry_of(i) == SurvivalRows::before_all_times) {
            sums.present += 1;
        } else {
            times[rows.entry[i]].entries += 1;
        }
    }
    for (auto& [time, counts] : times) {
        counts.time = time;
        sums.times.push_back(counts);
    }
    return sums;
}

ZphTime::ZphTime(ZphTransform transform, const ZphTimeSums& pooled) : transform_(transform) {
    double total = pooled.total;
    if (needs_all_times(transform)) {
        double at_risk = pooled.present;  // in (time before, time]
        double left = 0;
        double survival = 1;
        for (const ZphTimeSums::Time& t : pooled.times) {
            const double value = transform == ZphTransform::rank ? left + (t.exits + 1) / 2 : 1 - survival;
            times_.push_back(t.time);
            values_.push_back(value);
            total += t.events * value;
            if (t.events > 0) { survival *= (at_risk - t.events) / at_risk; }
            at_risk += t.entries - t.exits;
            left += t.exits;
        }
    }
    mean_ = pooled.events > 0 ? total / pooled.events : 0;
}

double ZphTime::operator()(Ticks time) const {
    if (!needs_all_times(transform_)) { return plain_value(transform_, time) - mean_; }
    const auto at = std::lower_bound(times_.begin(), times_.end(), time) - times_.begin();
    return values_[static_cast<std::size_t>(at)] - mean_;
}

bool ZphTime::finite() const { return std::isfinite(mean_); }

}  // namespace atria::survival
