#include "io/shard/column_names.hpp"

namespace atria::io {

std::string stored_column_name(const std::string& name) {
    if (name == ".") { return "%2E"; }
    std::string stored;
    for (const char letter : name) {
        if (letter == '/') {
            stored += "%2F";
        } else if (letter == '%') {
            stored += "%25";
        } else {
            stored += letter;
        }
    }
    return stored;
}

}  // namespace atria::io
