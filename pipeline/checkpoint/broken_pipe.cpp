#include "pipeline/checkpoint/broken_pipe.hpp"

#include <csignal>

namespace atria::pipeline {

void ignore_broken_pipes() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace atria::pipeline
