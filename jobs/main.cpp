#include "jobs/program.hpp"
#include "pipeline/checkpoint/broken_pipe.hpp"
#include "pipeline/checkpoint/stop_signals.hpp"
#include "pipeline/comm/mpi_session.hpp"

#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    atria::pipeline::ignore_broken_pipes();
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    if (const auto code = atria::jobs::answer_without_ranks(arguments)) { return *code; }
    // Before the ranks find each other, which may take a while.
    std::optional<atria::pipeline::StopSignals> signals;
    if (atria::jobs::names_job_that_goes_on(arguments)) { signals.emplace(); }
    try {
        const atria::pipeline::MpiSession session(argc, argv);
        try {
            return atria::jobs::run_program(arguments, session.communicator(), session.launcher());
        } catch (const std::exception& exception) {
            std::fprintf(stderr, "atria: %s\n", exception.what());
            session.abort(1);
        }
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "atria: %s\n", exception.what());
        return 69;
    }
}
