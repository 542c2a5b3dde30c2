#pragma once

#include <string>

namespace atria::jobs {

/// Prints a page and sees that it has arrived. A reader who goes before the end (`atria inspect STUDY | head`) has what
/// he wanted, and that is no error; anything else that goes wrong throws Error(read_write).
void print(const std::string& page);

}  // namespace atria::jobs
