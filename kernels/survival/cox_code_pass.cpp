#include "kernels/survival/cox_code_pass.hpp"

#include <algorithm>

namespace atria::survival {
namespace {

constexpr std::size_t in_quad = CoxStream::in_quad;
using Line = CoxCodeLines::Line;
constexpr std::size_t subsets_of_quad = std::size_t{1} << in_quad;
constexpr std::uint64_t first_bits = 0x1111'1111'1111'1111;  // of the fields of a word

/// Risk of each subset of four people, whose bits count from the first.
void add_up_subsets(const double* risks, double* subsets) {
    subsets[0] = 0;
    for (std::size_t person = 0; person < in_quad; ++person) {
        const std::size_t half = std::size_t{1} << person;
        for (std::size_t subset = 0; subset < half; ++subset) {
            subsets[half + subset] = subsets[subset] + risks[person];
        }
    }
}

/// Who of four people has a code, from their lines of codes.
template <bool missing>
void split(const CoxCodeLines& lines, std::span<const std::uint32_t> people, CoxCodePass::Buffers& buffers) {
    constexpr std::size_t ahead = 4 * in_quad;
    for (std::size_t i = 0; i < people.size(); i += in_quad) {
        if (i + ahead < people.size()) {
            for (std::size_t j = 0; j < in_quad; ++j) { __builtin_prefetch(&lines.line(people[i + ahead + j])); }
        }
        const Line& a = lines.line(people[i]);
        const Line& b = lines.line(people[i + 1]);
        const Line& c = lines.line(people[i + 2]);
        const Line& d = lines.line(people[i + 3]);
        Line low;
        Line high;
        for (std::size_t w = 0; w < CoxCodeLines::most_words; ++w) {
            low[w] = (a[w] & first_bits) | ((b[w] & first_bits) << 1U) | ((c[w] & first_bits) << 2U) |
                     ((d[w] & first_bits) << 3U);
            high[w] = ((a[w] >> 1U) & first_bits) | (b[w] & (first_bits << 1U)) | ((c[w] << 1U) & (first_bits << 2U)) |
                      ((d[w] << 2U) & (first_bits << 3U));
        }
        Line& het = buffers.het[i / in_quad];
        Line& hom = buffers.hom[i / in_quad];
        for (std::size_t w = 0; w < CoxCodeLines::most_words; ++w) {
            het[w] = missing ? low[w] & ~high[w] : low[w];
            hom[w] = missing ? high[w] & ~low[w] : high[w];
            if constexpr (missing) { buffers.absent[i / in_quad][w] = low[w] & high[w]; }
        }
    }
}

}  // namespace

CoxCodePass::CoxCodePass(const RiskSets& sets, Ties ties, std::span<const double> risk,
                         std::span<const std::pair<double, double>> risk_sums, std::size_t people)
    : ties_(ties), stream_(sets, risk, people) {
    for (std::size_t at = sets.event_times(); at >= 1; --at) {
        if (sets.deaths[at] == 0) { continue; }
        const auto [at_risk, dying] = risk_sums[at];
        risks_.push_back({at_risk, dying});
        const std::uint32_t count = ties == Ties::efron ? sets.deaths[at] : 1;
        const double weight = sets.weight_of_deaths(at) / count;
        for (std::uint32_t j = 0; j < count; ++j) {
            const double share = static_cast<double>(j) / sets.deaths[at];
            terms_.push_back({1 / (at_risk - share * dying), weight, share});
        }
    }
}

void CoxCodePass::run(const CoxCodeLines& lines, bool missing, Buffers& buffers, CoxInstructions instructions) const {
    const std::size_t words = lines.words();
    const GoThroughStrip go_through = go_through_strip(missing, instructions);
    buffers.sums.assign(words, CoxStripSums{});
    buffers.het.resize(CoxStream::most_quads);
    buffers.hom.resize(CoxStream::most_quads);
    if (missing) { buffers.absent.resize(CoxStream::most_quads); }
    buffers.subsets.resize(CoxStream::most_quads * subsets_of_quad);
    for (const CoxStream::Strip& strip : stream_.strips()) {
        const std::span<const double> risks = stream_.risks_of(strip);
        for (std::size_t quad = 0; quad < strip.quads; ++quad) {
            add_up_subsets(risks.data() + quad * in_quad, buffers.subsets.data() + quad * subsets_of_quad);
        }
        missing ? split<true>(lines, stream_.people_of(strip), buffers)
                : split<false>(lines, stream_.people_of(strip), buffers);
        CoxStripView view;
        view.pieces = stream_.pieces_of(strip);
        view.stride = CoxCodeLines::most_words;
        view.subsets = buffers.subsets.data();
        view.terms = terms_.data() + (ties_ == Ties::efron ? strip.first_death : strip.first_time);
        view.risks = risks_.data() + strip.first_time;
        view.ties = ties_;
        for (std::size_t w = 0; w < words; ++w) {
            view.het = buffers.het.front().data() + w;
            view.hom = buffers.hom.front().data() + w;
            view.absent = missing ? buffers.absent.front().data() + w : nullptr;
            go_through(view, buffers.sums[w]);
        }
    }
}

std::size_t CoxCodePass::bytes() const {
    return stream_.bytes() + terms_.size() * sizeof(CoxEventTerm) + risks_.size() * sizeof(CoxEventRisk);
}

}  // namespace atria::survival
