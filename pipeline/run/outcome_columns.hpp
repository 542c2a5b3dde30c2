#pragma once

#include <optional>
#include <string>

namespace atria::pipeline {

/// An outcome as the user names its columns: NAME=entry,exit,event or NAME=time,event; event:2 for the cause of which 2
/// is the code.
struct OutcomeColumns {
    std::string name;
    std::string entry;  ///< empty: at risk from the beginning
    std::string exit;
    std::string event;
    /// Code of the events meant; people with an event of another cause leave the risk set there. Without one, codes
    /// other than 0 and 1 are errors.
    std::optional<int> cause = {};
    /// The hazard is that of the cause's subdistribution (Fine and Gray): those with an event of another cause stay at
    /// risk. It needs a cause.
    bool subdistribution = false;
};

/// Throws Error(usage) when the text has another form.
[[nodiscard]] OutcomeColumns parse_outcome(const std::string& text);

}  // namespace atria::pipeline
