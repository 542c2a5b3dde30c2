#include "pipeline/sharding/landmarks.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace atria::pipeline {

namespace {

/// A number for each number, as good as random: the finaliser of splitmix64 (Steele, Lea, Flood, OOPSLA 2014).
std::uint64_t mixed(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15U;
    value = (value ^ value >> 30U) * 0xBF58476D1CE4E5B9U;
    value = (value ^ value >> 27U) * 0x94D049BB133111EBU;
    return value ^ value >> 31U;
}

/// The reverse of a right shift that was added without carry.
std::uint64_t unshifted(std::uint64_t value, unsigned shift) {
    std::uint64_t result = value;
    for (unsigned done = shift; done < 64; done += shift) { result = value ^ result >> shift; }
    return result;
}

/// The reverse of mixed().
std::uint64_t unmixed(std::uint64_t hash) {
    hash = unshifted(hash, 31) * 0x319642B2D24D8EC3U;
    hash = unshifted(hash, 27) * 0x96DE1B173F119089U;
    return unshifted(hash, 30) - 0x9E3779B97F4A7C15U;
}

template <typename Value>
void append(std::vector<std::byte>& bytes, const Value* values, std::size_t count) {
    const auto more = std::as_bytes(std::span(values, count));
    bytes.insert(bytes.end(), more.begin(), more.end());
}

template <typename Value>
void take(std::span<const std::byte>& bytes, Value* values, std::size_t count) {
    std::memcpy(values, bytes.data(), count * sizeof(Value));
    bytes = bytes.subspan(count * sizeof(Value));
}

}  // namespace

std::optional<std::uint64_t> rs_number(std::string_view id) {
    if (!id.starts_with("rs")) { return {}; }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(id.data() + 2, id.data() + id.size(), number);
    const bool ended = end == id.data() + id.size() || std::string_view(":;_,").find(*end) != std::string_view::npos;
    if (error != std::errc{} || !ended) { return {}; }
    return number;
}

void Landmarks::Sample::add(const Mark& mark) {
    if (mark.hash >= limit) { return; }
    marks.push_back(mark);
    if (marks.size() >= 4 * most) { settle(); }
}

void Landmarks::Sample::settle() {
    std::ranges::sort(marks);
    marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
    if (marks.size() <= most) { return; }
    limit = marks[most].hash;
    std::erase_if(marks, [&](const Mark& mark) { return mark.hash >= limit; });
}

Landmarks::Sample Landmarks::settled(const Sample& sample) {
    Sample copy = sample;
    copy.settle();
    return copy;
}

void Landmarks::add(const io::FileVariant& variant) {
    auto& last = last_.at(variant.chromosome);
    last = std::max(last, variant.position);
    const std::uint64_t here = place(variant.chromosome, variant.position);
    positions_.add({mixed(here), here});
    if (const auto number = rs_number(variant.id)) { ids_.add({mixed(*number), here}); }
}

void Landmarks::add(const Landmarks& other) {
    const auto join = [](Sample& mine, const Sample& theirs) {
        mine.limit = std::min(mine.limit, theirs.limit);
        std::erase_if(mine.marks, [&](const Mark& mark) { return mark.hash >= mine.limit; });
        for (const Mark& mark : theirs.marks) { mine.add(mark); }
        mine.settle();
    };
    join(ids_, other.ids_);
    join(positions_, other.positions_);
    for (std::size_t i = 0; i < last_.size(); ++i) { last_.at(i) = std::max(last_.at(i), other.last_.at(i)); }
}

Landmarks::Agreement Landmarks::against(const Landmarks& other) const {
    Agreement found;
    const Sample my_ids = settled(ids_);
    const Sample their_ids = settled(other.ids_);
    auto theirs = their_ids.marks.begin();
    for (auto mine = my_ids.marks.begin(); mine != my_ids.marks.end();) {
        // An rs number may have several places, in either of them.
        const auto my_end =
            std::ranges::find_if(mine, my_ids.marks.end(), [&](const Mark& mark) { return mark.hash != mine->hash; });
        theirs = std::ranges::lower_bound(theirs, their_ids.marks.end(), mine->hash, {}, &Mark::hash);
        const auto their_end = std::ranges::find_if(theirs, their_ids.marks.end(),
                                                    [&](const Mark& mark) { return mark.hash != mine->hash; });
        if (theirs != their_end) {
            ++found.ids;
            const bool same = std::ranges::any_of(mine, my_end, [&](const Mark& mark) {
                return std::ranges::find(theirs, their_end, mark) != their_end;
            });
            if (!same) {
                if (found.ids_elsewhere++ == 0) {
                    found.example = unmixed(mine->hash);
                    found.here = mine->place;
                    found.there = theirs->place;
                }
            }
        }
        mine = my_end;
    }
    const Sample my_positions = settled(positions_);
    const Sample their_positions = settled(other.positions_);
    const std::uint64_t limit = std::min(my_positions.limit, their_positions.limit);
    const auto covered = [&](const Sample& sample) {
        return std::ranges::lower_bound(sample.marks, limit, {}, &Mark::hash);
    };
    const auto my_end = covered(my_positions);
    const auto their_end = covered(their_positions);
    found.positions = static_cast<std::uint64_t>(
        std::min(my_end - my_positions.marks.begin(), their_end - their_positions.marks.begin()));
    for (auto mine = my_positions.marks.begin(); mine != my_end; ++mine) {
        found.same_positions += std::binary_search(their_positions.marks.begin(), their_end, *mine) ? 1U : 0U;
    }
    return found;
}

std::vector<std::byte> Landmarks::bytes() const {
    std::vector<std::byte> bytes;
    append(bytes, last_.data(), last_.size());
    for (const Sample& sample : {settled(ids_), settled(positions_)}) {
        const std::uint64_t count = sample.marks.size();
        append(bytes, &sample.limit, 1);
        append(bytes, &count, 1);
        append(bytes, sample.marks.data(), sample.marks.size());
    }
    return bytes;
}

Landmarks Landmarks::from(std::span<const std::byte>& bytes) {
    Landmarks read;
    take(bytes, read.last_.data(), read.last_.size());
    for (Sample* sample : {&read.ids_, &read.positions_}) {
        std::uint64_t count = 0;
        take(bytes, &sample->limit, 1);
        take(bytes, &count, 1);
        sample->marks.resize(static_cast<std::size_t>(count));
        take(bytes, sample->marks.data(), sample->marks.size());
    }
    return read;
}

}  // namespace atria::pipeline
