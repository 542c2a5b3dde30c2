#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atria::io {

/// value in the new unit = factor × value + shift.
struct UnitConversion {
    double factor = 1;
    double shift = 0;

    [[nodiscard]] double operator()(double value) const { return factor * value + shift; }
};

/// Are these two spellings of one unit ("mm[Hg]" and "mmHg", "umol/L" and "µmol/L")?
[[nodiscard]] bool same_unit(std::string_view one, std::string_view other);

/// How values in `from` become values in `to`. Pressures, lengths, masses, times, temperatures, and concentrations by
/// mass or amount; from mass to amount (mg/dL to mmol/L) needs the `analyte`, whose molar mass decides. HbA1c in %
/// (NGSP) and mmol/mol (IFCC) by the master equation. Nothing when there is no such conversion.
[[nodiscard]] std::optional<UnitConversion> unit_conversion(std::string_view from, std::string_view to,
                                                            std::string_view analyte);

/// Says of a conversion that there is not what could be done.
[[nodiscard]] std::string no_conversion(std::string_view from, std::string_view to, std::string_view analyte);

}  // namespace atria::io
