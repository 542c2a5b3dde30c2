#include "io/harmonisation/unit_conversion.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace atria::io {

namespace {

enum class Dimension { pressure, length, mass, time, temperature, mass_in_volume, amount_in_volume, hba1c, share };

/// value in the dimension's base unit = factor × value + shift.
struct Unit {
    Dimension dimension = Dimension::share;
    double factor = 1;
    double shift = 0;
};

struct NamedUnit {
    std::string_view name;
    Unit unit;
};

constexpr double days_in_year = 365.25;

/// Units that are not a prefix and a base unit; pressures in Pa, lengths in m, masses in g, times in days.
constexpr std::array<NamedUnit, 41> named_units{{
    {"mmHg", {Dimension::pressure, 133.322387415, 0}},
    {"mm[Hg]", {Dimension::pressure, 133.322387415, 0}},
    {"cmH2O", {Dimension::pressure, 98.0665, 0}},
    {"kPa", {Dimension::pressure, 1000, 0}},
    {"hPa", {Dimension::pressure, 100, 0}},
    {"Pa", {Dimension::pressure, 1, 0}},
    {"km", {Dimension::length, 1000, 0}},
    {"m", {Dimension::length, 1, 0}},
    {"dm", {Dimension::length, 0.1, 0}},
    {"cm", {Dimension::length, 0.01, 0}},
    {"mm", {Dimension::length, 0.001, 0}},
    {"um", {Dimension::length, 1e-6, 0}},
    {"in", {Dimension::length, 0.0254, 0}},
    {"inch", {Dimension::length, 0.0254, 0}},
    {"inches", {Dimension::length, 0.0254, 0}},
    {"[in_i]", {Dimension::length, 0.0254, 0}},
    {"ft", {Dimension::length, 0.3048, 0}},
    {"[ft_i]", {Dimension::length, 0.3048, 0}},
    {"kg", {Dimension::mass, 1000, 0}},
    {"g", {Dimension::mass, 1, 0}},
    {"mg", {Dimension::mass, 0.001, 0}},
    {"ug", {Dimension::mass, 1e-6, 0}},
    {"lb", {Dimension::mass, 453.59237, 0}},
    {"lbs", {Dimension::mass, 453.59237, 0}},
    {"[lb_av]", {Dimension::mass, 453.59237, 0}},
    {"st", {Dimension::mass, 6350.29318, 0}},
    {"years", {Dimension::time, days_in_year, 0}},
    {"year", {Dimension::time, days_in_year, 0}},
    {"a", {Dimension::time, days_in_year, 0}},
    {"months", {Dimension::time, days_in_year / 12, 0}},
    {"mo", {Dimension::time, days_in_year / 12, 0}},
    {"weeks", {Dimension::time, 7, 0}},
    {"wk", {Dimension::time, 7, 0}},
    {"days", {Dimension::time, 1, 0}},
    {"d", {Dimension::time, 1, 0}},
    {"Cel", {Dimension::temperature, 1, 0}},
    {"degC", {Dimension::temperature, 1, 0}},
    {"[degF]", {Dimension::temperature, 5.0 / 9, -160.0 / 9}},
    {"degF", {Dimension::temperature, 5.0 / 9, -160.0 / 9}},
    {"K", {Dimension::temperature, 1, -273.15}},
    // Hoelzel and others, Clinical Chemistry 2004: NGSP = 0.09148 IFCC + 2.152.
    {"mmol/mol", {Dimension::hba1c, 0.09148, 2.152}},
}};

struct Analyte {
    std::string_view name;
    double molar_mass;  ///< g/mol
};

/// Molar masses behind the factors that laboratories use; cholesterol of lipoproteins is cholesterol.
constexpr std::array<Analyte, 19> analytes{{
    {"cholesterol", 386.65},
    {"total_cholesterol", 386.65},
    {"ldl", 386.65},
    {"ldl_cholesterol", 386.65},
    {"hdl", 386.65},
    {"hdl_cholesterol", 386.65},
    {"non_hdl_cholesterol", 386.65},
    {"triglycerides", 885.43},
    {"glucose", 180.156},
    {"creatinine", 113.118},
    {"urea", 60.056},
    {"urea_nitrogen", 28.014},
    {"uric_acid", 168.11},
    {"bilirubin", 584.66},
    {"calcium", 40.078},
    {"magnesium", 24.305},
    {"phosphate", 30.974},
    {"cortisol", 362.46},
    {"testosterone", 288.42},
}};

std::string plain(std::string_view unit) {
    std::string text;
    for (std::size_t i = 0; i < unit.size(); ++i) {
        // Both micro signs of Unicode, in UTF-8.
        const std::string_view two = unit.substr(i, 2);
        if (two == "\xC2\xB5" || two == "\xCE\xBC") {
            text += 'u';
            ++i;
        } else if (unit[i] != ' ') {
            text += unit[i];
        }
    }
    return text;
}

std::optional<double> prefix_of(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, double>, 9> prefixes{{{"", 1},
                                                                           {"k", 1e3},
                                                                           {"d", 1e-1},
                                                                           {"c", 1e-2},
                                                                           {"m", 1e-3},
                                                                           {"u", 1e-6},
                                                                           {"n", 1e-9},
                                                                           {"p", 1e-12},
                                                                           {"f", 1e-15}}};
    for (const auto& [name, factor] : prefixes) {
        if (name == text) { return factor; }
    }
    return std::nullopt;
}

/// "mg/dL", "umol/l": grams or moles in a litre.
std::optional<Unit> concentration(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash + 1 == text.size()) { return std::nullopt; }
    std::string_view above = text.substr(0, slash);
    std::string_view below = text.substr(slash + 1);
    if (below.back() != 'L' && below.back() != 'l') { return std::nullopt; }
    below.remove_suffix(1);
    Dimension dimension = Dimension::mass_in_volume;
    if (above.ends_with("mol")) {
        dimension = Dimension::amount_in_volume;
        above.remove_suffix(3);
    } else if (above.ends_with("g")) {
        above.remove_suffix(1);
    } else {
        return std::nullopt;
    }
    const auto upper = prefix_of(above);
    const auto lower = prefix_of(below);
    if (!upper || !lower) { return std::nullopt; }
    return Unit{dimension, *upper / *lower, 0};
}

std::optional<Unit> unit_of(std::string_view text) {
    const auto found = std::ranges::find(named_units, text, &NamedUnit::name);
    if (found != named_units.end()) { return found->unit; }
    return concentration(text);
}

std::optional<double> molar_mass_of(std::string_view analyte) {
    std::string name;
    for (const char letter : analyte) {
        name +=
            letter == ' ' || letter == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
    const auto found = std::ranges::find(analytes, std::string_view(name), &Analyte::name);
    if (found == analytes.end()) { return std::nullopt; }
    return found->molar_mass;
}

}  // namespace

bool same_unit(std::string_view one, std::string_view other) {
    const std::string a = plain(one);
    const std::string b = plain(other);
    if (a == b) { return true; }
    const auto unit_a = unit_of(a);
    const auto unit_b = unit_of(b);
    constexpr double rounding = 1e-12;
    return unit_a && unit_b && unit_a->dimension == unit_b->dimension && unit_a->shift == unit_b->shift &&
           std::fabs(unit_a->factor - unit_b->factor) <= rounding * std::fabs(unit_b->factor);
}

std::optional<UnitConversion> unit_conversion(std::string_view from, std::string_view to, std::string_view analyte) {
    const std::string a = plain(from);
    const std::string b = plain(to);
    if (same_unit(a, b)) { return UnitConversion{}; }
    auto unit_a = unit_of(a);
    auto unit_b = unit_of(b);
    // A percentage is a unit of HbA1c only where the other side says so.
    constexpr Unit ngsp{Dimension::hba1c, 1, 0};
    if (a == "%" && unit_b && unit_b->dimension == Dimension::hba1c) { unit_a = ngsp; }
    if (b == "%" && unit_a && unit_a->dimension == Dimension::hba1c) { unit_b = ngsp; }
    if (!unit_a || !unit_b) { return std::nullopt; }
    double factor = unit_a->factor;
    if (unit_a->dimension != unit_b->dimension) {
        const auto molar_mass = molar_mass_of(analyte);
        if (!molar_mass) { return std::nullopt; }
        if (unit_a->dimension == Dimension::mass_in_volume && unit_b->dimension == Dimension::amount_in_volume) {
            factor /= *molar_mass;
        } else if (unit_a->dimension == Dimension::amount_in_volume && unit_b->dimension == Dimension::mass_in_volume) {
            factor *= *molar_mass;
        } else {
            return std::nullopt;
        }
    }
    return UnitConversion{factor / unit_b->factor, (unit_a->shift - unit_b->shift) / unit_b->factor};
}

std::string no_conversion(std::string_view from, std::string_view to, std::string_view analyte) {
    std::string text = "there is no conversion from " + std::string(from) + " to " + std::string(to);
    if (analyte.empty()) { return text + " (between mass and amount it needs the name of an analyte)"; }
    text += " for " + std::string(analyte) + ". Analytes are";
    for (const auto& known : analytes) { text += " " + std::string(known.name); }
    return text + "; for others write the factor, as in 0.02586 * x";
}

}  // namespace atria::io
