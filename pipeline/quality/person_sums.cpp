#include "pipeline/quality/person_sums.hpp"

#include <cstring>

namespace atria::pipeline {
namespace {

template <typename Number>
void put(std::vector<std::byte>& bytes, std::span<const Number> numbers) {
    const auto view = std::as_bytes(numbers);
    bytes.insert(bytes.end(), view.begin(), view.end());
}

template <typename Number>
void take(std::span<const std::byte>& bytes, std::span<Number> numbers) {
    std::memcpy(numbers.data(), bytes.data(), numbers.size_bytes());
    bytes = bytes.subspan(numbers.size_bytes());
}

}  // namespace

void PersonSums::add(const PersonSums& other) {
    for (std::size_t k = 0; k < call_kinds; ++k) {
        if (other.kinds[k].missing.empty()) { continue; }
        if (kinds[k].missing.empty()) { kinds[k] = quality::PersonCalls(other.kinds[k].missing.size()); }
        kinds[k].add(other.kinds[k]);
    }
}

void PersonSums::write(std::vector<std::byte>& bytes) const {
    for (const quality::PersonCalls& kind : kinds) {
        const std::array<std::uint64_t, 4> head{kind.missing.size(), kind.variants, kind.counted, kind.expected};
        put(bytes, std::span<const std::uint64_t>(head));
        put(bytes, std::span(kind.missing));
        put(bytes, std::span(kind.het));
        put(bytes, std::span(kind.other_het));
        put(bytes, std::span(kind.without_call));
        put(bytes, std::span(kind.expected_absent));
    }
}

void PersonSums::read(std::span<const std::byte>& bytes) {
    PersonSums other;
    for (quality::PersonCalls& kind : other.kinds) {
        std::array<std::uint64_t, 4> head{};
        take(bytes, std::span<std::uint64_t>(head));
        kind = quality::PersonCalls(static_cast<std::size_t>(head[0]));
        kind.variants = head[1];
        kind.counted = head[2];
        kind.expected = head[3];
        take(bytes, std::span(kind.missing));
        take(bytes, std::span(kind.het));
        take(bytes, std::span(kind.other_het));
        take(bytes, std::span(kind.without_call));
        take(bytes, std::span(kind.expected_absent));
    }
    add(other);
}

}  // namespace atria::pipeline
