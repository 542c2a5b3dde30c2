#include "tests/fuzz/target.hpp"

#include "kernels/data/error.hpp"

#include <string_view>

namespace atria::fuzz {

std::string try_once(Target& target, std::span<const std::uint8_t> bytes) {
    Input input(bytes);
    try {
        target(input);
    } catch (const Error& error) {
        const std::string_view text = error.what();
        expect(text.find(scratch().string()) != std::string_view::npos, "an error names the file");
        expect(error.fault() == Fault::bad_data || error.fault() == Fault::input_missing ||
                   error.fault() == Fault::read_write || error.fault() == Fault::bad_config,
               "bad input is the input's fault");
        return std::string(text);
    }
    return {};
}

}  // namespace atria::fuzz
