#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace atria::fuzz {

/// The bytes that a reader is tried with. Where it reads several files, a line of `%%%%` parts them.
class Input {
public:
    explicit Input(std::span<const std::uint8_t> bytes);

    /// The bytes up to the next such line; empty behind the last.
    [[nodiscard]] std::string_view next_part();
    /// All that is left.
    [[nodiscard]] std::string_view rest() const { return rest_; }

    /// The next byte; 0 behind the last. For targets that take their input as a list of changes.
    [[nodiscard]] std::uint8_t byte();
    /// The next four of them, lowest first.
    [[nodiscard]] std::uint32_t word();
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

/// What a reader of bad bytes has to do is throw atria::Error, and name the file. A target calls this where more is
/// promised; a broken promise ends the program, and so becomes a finding.
void expect(bool kept, const char* promise);

/// A folder of this process, for the files that the readers are given.
[[nodiscard]] const std::filesystem::path& scratch();

/// Writes a file in scratch(), replacing the one before.
std::filesystem::path put(const std::string& name, std::string_view bytes);

}  // namespace atria::fuzz
