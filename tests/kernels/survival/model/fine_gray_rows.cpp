#include "kernels/survival/model/fine_gray_rows.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/golden_rows.hpp"
#include "tests/support/plain_fine_gray.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace atria::survival {
namespace {

SurvivalRows rows_of(const std::vector<int>& entry, const std::vector<int>& exit, const std::vector<int>& event) {
    SurvivalRows rows;
    for (std::size_t i = 0; i < exit.size(); ++i) {
        if (!entry.empty()) { rows.entry.push_back(ticks_of(entry[i])); }
        rows.exit.push_back(ticks_of(exit[i]));
        rows.event.push_back(static_cast<std::uint32_t>(event[i]));
    }
    rows.x = Eigen::VectorXd::LinSpaced(static_cast<Eigen::Index>(exit.size()), 1, static_cast<double>(exit.size()));
    return rows;
}

/// The sum over made rows of person `source` of the weight at time t.
double weight_at(const FineGrayRows& made, std::uint32_t source, Ticks t) {
    double sum = 0;
    for (std::size_t k = 0; k < made.source.size(); ++k) {
        if (made.source[k] == source && made.rows.entry[k] < t && t <= made.rows.exit[k]) {
            sum += made.rows.weight[k];
        }
    }
    return sum;
}

/// Weights at all times of the cause are the definition's for those with a competing event, and those of being at risk
/// for the others. Pieces in which the cause has no event are not made, so only these times count.
void check_definition(const SurvivalRows& rows, std::uint32_t cause) {
    const FineGrayRows made = fine_gray_rows(rows, cause);
    CHECK(fine_gray_row_count(rows, cause) == made.source.size());
    for (std::size_t event = 0; event < rows.rows(); ++event) {
        if (rows.event[event] != cause) { continue; }
        const Ticks t = rows.exit[event];
        for (std::uint32_t i = 0; i < rows.rows(); ++i) {
            const bool competing = rows.event[i] != 0 && rows.event[i] != cause;
            const bool present = rows.entry_of(i) < t && t <= rows.exit[i];
            double expected = present ? rows.weight_of(i) : 0;
            if (competing && rows.exit[i] < t) {
                expected = rows.weight_of(i) * test::plain_fine_gray_weight(rows, rows.exit[i], t);
            }
            CAPTURE(t, i);
            CHECK(test::relative_difference(weight_at(made, i, t), expected) < 1e-13);
        }
    }
}

TEST_CASE("weights of fourteen people, worked out by hand") {
    const std::vector<int> exit = {1, 2, 3, 4, 4, 4, 5, 5, 6, 8, 8, 9, 10, 12};
    const std::vector<int> event = {1, 2, 0, 1, 0, 0, 2, 1, 0, 0, 2, 0, 1, 0};
    const FineGrayRows made = fine_gray_rows(rows_of({}, exit, event), 1);
    // Censorings at 3 (1 of 12), 4 (2 of 10), 6 (1 of 6), 8 (1 of 4: the event there has gone), 9 (1 of 3).
    const auto weight = [&made](std::uint32_t person, int t) { return weight_at(made, person, ticks_of(t)); };
    const double g4 = 11.0 / 12;
    const double g5 = g4 * 8 / 10;
    const double g10 = g5 * 5 / 6 * 3 / 4 * 2 / 3;
    CHECK(weight(1, 4) == Approx(g4).epsilon(1e-15));
    CHECK(weight(1, 5) == Approx(g5).epsilon(1e-15));
    CHECK(weight(1, 10) == Approx(g10).epsilon(1e-15));
    CHECK(weight(6, 10) == Approx(5.0 / 12).epsilon(1e-15));
    CHECK(weight(10, 10) == Approx(0.5).epsilon(1e-15));
    CHECK(made.without_weight == 0);
    CHECK(made.source == std::vector<std::uint32_t>{0, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 10, 11, 12, 13});
    std::vector<int> added;
    for (std::size_t k = 1; k < made.source.size(); ++k) {
        if (made.source[k] == made.source[k - 1]) { added.push_back(static_cast<int>(time_of(made.rows.exit[k]))); }
        CHECK(made.rows.x(static_cast<Eigen::Index>(k), 0) == made.source[k] + 1);
        CHECK(made.rows.person[k] == made.source[k]);
        CHECK(made.rows.event[k] == (event[made.source[k]] == 1 ? 1U : 0U));
    }
    CHECK(added == std::vector<int>{4, 6, 12, 12, 12});
    check_definition(rows_of({}, exit, event), 2);
}

TEST_CASE("with late entries the weights are those of Geskus") {
    const SurvivalRows rows =
        rows_of({0, 0, 0, 3, 2, 0, 0, 1, 0, 7, 5, 0, 0, 0}, {1, 2, 3, 4, 4, 4, 5, 5, 6, 8, 8, 9, 10, 12},
                {1, 2, 0, 1, 0, 0, 2, 1, 0, 0, 2, 0, 1, 0});
    check_definition(rows, 1);
    check_definition(rows, 2);
    std::mt19937_64 random(5);
    for (int trial = 0; trial < 20; ++trial) {
        std::vector<int> entry;
        std::vector<int> exit;
        std::vector<int> event;
        for (int i = 0; i < 60; ++i) {
            entry.push_back(i < 12 ? 0 : static_cast<int>(random() % 15));
            exit.push_back(i < 4 ? 40 : entry.back() + 1 + static_cast<int>(random() % 20));
            event.push_back(static_cast<int>(random() % 4));
        }
        SurvivalRows drawn = rows_of(entry, exit, event);
        for (int i = 0; i < 60; ++i) { drawn.weight.push_back(1 + i % 3); }
        check_definition(drawn, 1 + static_cast<std::uint32_t>(trial % 3));
    }
}

TEST_CASE("rows of mgus2 are R's") {
    const test::GoldenTable table("fine_gray_rows.tsv");
    const auto check = [&table](const std::string& which, const SurvivalRows& people, std::uint32_t cause) {
        const FineGrayRows made = fine_gray_rows(people, cause);
        // R lists the strata one behind the other
        std::vector<std::size_t> order(made.source.size());
        for (std::size_t k = 0; k < order.size(); ++k) { order[k] = k; }
        std::stable_sort(order.begin(), order.end(), [&made](std::size_t a, std::size_t b) {
            return made.rows.stratum_of(a) < made.rows.stratum_of(b);
        });
        test::Worst worst;
        std::size_t k = 0;
        for (std::size_t i = 0; i < table.rows(); ++i) {
            if (table.word(i, "case") != which) { continue; }
            REQUIRE(k < order.size());
            const std::size_t row = order[k++];
            CHECK(made.source[row] == table.number(i, "person"));
            const Ticks start = people.delayed_entry() || made.rows.entry[row] != SurvivalRows::before_all_times
                                    ? made.rows.entry[row]
                                    : ticks_of(0);
            CHECK(start == ticks_of(table.number(i, "start")));
            CHECK(made.rows.exit[row] == ticks_of(table.number(i, "stop")));
            CHECK(made.rows.event[row] == table.number(i, "status"));
            worst.see(test::relative_difference(made.rows.weight[row], table.number(i, "weight")));
        }
        CHECK(k == order.size());
        CHECK(worst.value() < 1e-12);
        CHECK(made.without_weight == 0);
    };
    const SurvivalRows plain = test::golden_rows("fine_gray_people.tsv", {"time", "event", {"sex"}});
    check("plain", plain, 1);
    check("other", plain, 2);
    const SurvivalRows late = test::golden_rows("fine_gray_people.tsv", {"exit", "event", {"age"}, "entry"});
    check("delayed", late, 1);
    check("by_sex", test::golden_rows("fine_gray_people.tsv", {"exit", "event", {"age"}, "entry", "", "sex"}), 1);
}

TEST_CASE("a person of several rows has the weights of one") {
    std::mt19937_64 random(8);
    std::vector<int> entry;
    std::vector<int> exit;
    std::vector<int> event;
    for (int i = 0; i < 40; ++i) {
        entry.push_back(static_cast<int>(random() % 5));
        exit.push_back(entry.back() + 4 + static_cast<int>(random() % 20));
        event.push_back(static_cast<int>(random() % 3));
    }
    const SurvivalRows whole = rows_of(entry, exit, event);
    SurvivalRows split;
    for (std::uint32_t i = 0; i < 40; ++i) {
        const Ticks middle = whole.entry[i] + ticks_of(1 + i % 3);
        split.entry.insert(split.entry.end(), {middle, whole.entry[i]});
        split.exit.insert(split.exit.end(), {whole.exit[i], middle});
        split.event.insert(split.event.end(), {whole.event[i], 0});
        split.person.insert(split.person.end(), {i, i});
    }
    split.x.resize(80, 0);
    const FineGrayRows one = fine_gray_rows(whole, 1);
    const FineGrayRows two = fine_gray_rows(split, 1);
    for (int t = 1; t < 30; ++t) {
        for (std::uint32_t i = 0; i < 40; ++i) {
            CHECK(weight_at(one, i, ticks_of(t)) ==
                  weight_at(two, 2 * i, ticks_of(t)) + weight_at(two, 2 * i + 1, ticks_of(t)));
        }
    }
    for (std::size_t k = 0; k < two.source.size(); ++k) { CHECK(two.rows.person[k] == two.source[k] / 2); }
}

TEST_CASE("a gap without anybody at risk leaves people before it without a weight, and says so") {
    const SurvivalRows rows = rows_of({0, 0, 0, 5, 5, 5, 5}, {2, 3, 4, 6, 7, 8, 9}, {2, 1, 0, 2, 1, 0, 1});
    const FineGrayRows made = fine_gray_rows(rows, 1);
    CHECK(made.without_weight == 1);
    CHECK(weight_at(made, 0, ticks_of(3)) == 1);
    CHECK(weight_at(made, 0, ticks_of(7)) == 0);
    // everybody before the gap was censored, which does not matter behind it
    CHECK(weight_at(made, 3, ticks_of(7)) == 1);
    CHECK(weight_at(made, 3, ticks_of(9)) == 0.5);
    for (const double weight : made.rows.weight) { CHECK(weight > 0); }
    CHECK(fine_gray_rows(rows_of({}, {}, {}), 1).source.empty());
}

}  // namespace
}  // namespace atria::survival
