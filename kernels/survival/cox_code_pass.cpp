#include "kernels/survival/cox_code_pass.hpp"

#include <cstring>

namespace atria::survival {
namespace {

constexpr std::size_t in_quad = CoxStream::in_quad;
using Line = CoxCodeLines::Line;
constexpr std::size_t subsets_of_quad = std::size_t{1} << in_quad;
constexpr std::uint64_t first_bits = 0x1111'1111'1111'1111;  // of the fields of a word

/// Risk of each subset of four people, whose bits count from the first.
void add_up_subsets(const double* risks, double* subsets) {
    using Numbers = double __attribute__((vector_size(32)));
    const Numbers first = {0, risks[0], risks[1], risks[0] + risks[1]};
    const Numbers second = first + risks[2];
    const Numbers third = first + risks[3];
    const Numbers fourth = second + risks[3];
    std::memcpy(subsets, &first, sizeof first);
    std::memcpy(subsets + 4, &second, sizeof second);
    std::memcpy(subsets + 8, &third, sizeof third);
    std::memcpy(subsets + 12, &fourth, sizeof fourth);
}

// Half of a line at a time.
using Half = std::uint64_t __attribute__((vector_size(32)));
constexpr std::size_t in_half = 4;
Half half(const Line& line, std::size_t first) {
    Half words;
    std::memcpy(&words, line.data() + first, sizeof words);
    return words;
}
void set_half(Line& line, std::size_t first, Half words) { std::memcpy(line.data() + first, &words, sizeof words); }

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
        const std::size_t quad = i / in_quad;
        for (std::size_t w = 0; w < CoxCodeLines::most_words; w += in_half) {
            const Half low = (half(a, w) & first_bits) | ((half(b, w) & first_bits) << 1U) |
                             ((half(c, w) & first_bits) << 2U) | ((half(d, w) & first_bits) << 3U);
            const Half high = ((half(a, w) >> 1U) & first_bits) | (half(b, w) & (first_bits << 1U)) |
                              ((half(c, w) << 1U) & (first_bits << 2U)) | ((half(d, w) << 2U) & (first_bits << 3U));
            set_half(buffers.het[quad], w, missing ? low & ~high : low);
            set_half(buffers.hom[quad], w, missing ? high & ~low : high);
            if constexpr (missing) { set_half(buffers.absent[quad], w, low & high); }
        }
    }
}

}  // namespace

CoxCodePass::CoxCodePass(const RiskSets& sets, Ties ties, std::span<const double> risk,
                         std::span<const std::pair<double, double>> risk_sums, std::size_t people)
    : ties_(ties), stream_(sets, risk, people) {
    for (const CoxStream::Strip& strip : stream_.strips()) {
        of_strips_.push_back({first_terms_.size(), further_terms_.size(), single_.size(), tied_.size()});
        for (const CoxStream::Time& time : stream_.times_of(strip)) { add_terms(time, sets, risk_sums[time.row]); }
    }
    of_strips_.push_back({first_terms_.size(), further_terms_.size(), single_.size(), tied_.size()});
    first_terms_.shrink_to_fit();
    further_terms_.shrink_to_fit();
    single_.shrink_to_fit();
    tied_.shrink_to_fit();
}

void CoxCodePass::add_terms(const CoxStream::Time& time, const RiskSets& sets, std::pair<double, double> risk_sums) {
    const auto [at_risk, dying] = risk_sums;
    (time.deaths == 1 ? single_ : tied_).push_back({at_risk, dying, time.begin, time.end, time.deaths, time.quads});
    const std::uint32_t count = ties_ == Ties::efron ? time.deaths : 1;
    const double weight = sets.weight_of_deaths(time.row) / count;
    first_terms_.push_back({1 / at_risk, weight, time.end});
    for (std::uint32_t j = 1; j < count; ++j) {
        const double share = static_cast<double>(j) / time.deaths;
        further_terms_.push_back({1 / (at_risk - share * dying), weight, share, time.begin, time.end});
    }
}

void CoxCodePass::run(const CoxCodeLines& lines, bool missing, Buffers& buffers, CoxInstructions instructions) const {
    const std::size_t words = lines.words();
    const GoThroughStrip go_through = go_through_strip(missing, instructions);
    buffers.sums.assign(words, CoxStripSums{});
    buffers.het.resize(stream_.most_quads());
    buffers.hom.resize(stream_.most_quads());
    if (missing) { buffers.absent.resize(stream_.most_quads()); }
    buffers.subsets.resize(stream_.most_quads() * subsets_of_quad);
    buffers.at_marks.resize(stream_.most_marks() + 1);
    for (std::size_t s = 0; s < stream_.strips().size(); ++s) {
        const CoxStream::Strip& strip = stream_.strips()[s];
        const std::span<const double> risks = stream_.risks_of(strip);
        for (std::size_t quad = 0; quad < strip.quads; ++quad) {
            add_up_subsets(risks.data() + quad * in_quad, buffers.subsets.data() + quad * subsets_of_quad);
        }
        missing ? split<true>(lines, stream_.people_of(strip), buffers)
                : split<false>(lines, stream_.people_of(strip), buffers);
        CoxStripView view;
        view.quads = strip.quads;
        view.stride = CoxCodeLines::most_words;
        view.subsets = buffers.subsets.data();
        view.marks = stream_.marks_of(strip).data();
        view.begins_stratum = strip.begins_stratum;
        view.ties = ties_;
        const Terms& from = of_strips_[s];
        const Terms& to = of_strips_[s + 1];
        view.first_terms = std::span(first_terms_).subspan(from.first, to.first - from.first);
        view.further_terms = std::span(further_terms_).subspan(from.further, to.further - from.further);
        view.single = std::span(single_).subspan(from.single, to.single - from.single);
        view.tied = std::span(tied_).subspan(from.tied, to.tied - from.tied);
        for (std::size_t w = 0; w < words; ++w) {
            view.het = buffers.het.front().data() + w;
            view.hom = buffers.hom.front().data() + w;
            view.absent = missing ? buffers.absent.front().data() + w : nullptr;
            go_through(view, buffers.at_marks.data(), buffers.sums[w]);
        }
    }
}

std::size_t CoxCodePass::bytes() const {
    return stream_.bytes() + of_strips_.size() * sizeof(Terms) + first_terms_.size() * sizeof(CoxFirstTerm) +
           further_terms_.size() * sizeof(CoxFurtherTerm) + (single_.size() + tied_.size()) * sizeof(CoxEventTime);
}

}  // namespace atria::survival
