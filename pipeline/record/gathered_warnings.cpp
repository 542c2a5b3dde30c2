#include "pipeline/record/gathered_warnings.hpp"

#include "pipeline/record/log.hpp"

#include <cstddef>
#include <span>

namespace atria::pipeline {

void log_warnings_of_all(const std::vector<std::string>& mine, const Communicator& communicator) {
    std::string text;
    for (const std::string& warning : mine) { (text += warning) += '\0'; }
    for (const auto& bytes : communicator.gather_to_root(std::as_bytes(std::span(text)))) {
        const std::string all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        for (std::size_t begin = 0; begin < all.size();) {
            const std::size_t end = all.find('\0', begin);
            log_warning(all.substr(begin, end - begin));
            begin = end + 1;
        }
    }
}

}  // namespace atria::pipeline
