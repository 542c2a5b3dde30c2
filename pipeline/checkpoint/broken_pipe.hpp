#pragma once

namespace atria::pipeline {

/// From now on, writing to a pipe that nobody reads, or beyond the size that files may have, is an error like any other
/// and not the end of the program: a rank that died silently would leave the others waiting.
void ignore_broken_pipes();

}  // namespace atria::pipeline
