#pragma once

#include <string>

namespace atria::pipeline {

/// An outcome as the user names its columns: NAME=entry,exit,event or NAME=time,event.
struct OutcomeColumns {
    std::string name;
    std::string entry;  ///< empty: at risk from the beginning
    std::string exit;
    std::string event;
};

/// Throws Error(usage) when the text has another form.
[[nodiscard]] OutcomeColumns parse_outcome(const std::string& text);

}  // namespace atria::pipeline
