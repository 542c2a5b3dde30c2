#include "jobs/program.hpp"

#include "io/tables/nearest_name.hpp"
#include "jobs/job_list.hpp"
#include "jobs/options/common_options.hpp"
#include "jobs/standard_output.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/record/log.hpp"

#include <algorithm>
#include <cstdio>

namespace atria::jobs {

namespace {

std::string program_help() {
    std::string page =
        "Atria: association and survival scans of pooled cohorts, over MPI\n\nUsage: atria JOB [options]\n\nJobs:\n";
    for (const Job* job : job_list()) {
        std::string name(job->name);
        name.resize(std::max<std::size_t>(name.size() + 1, 15), ' ');
        page += "  " + name + std::string(job->summary) + "\n";
    }
    return page +
           "\n`atria JOB --help` tells a job's options, `atria --version` the version.\n"
           "On several ranks: mpirun -n 4 atria JOB ..., or srun --mpi=pmix atria JOB ...\n";
}

OptionTable table_of(const Job& job, const pipeline::Launcher& launcher) {
    OptionTable table;
    job.describe(table);
    add_common_options(table, launcher);
    return table;
}

/// How many of the words name a job: two for `survive model`, otherwise one.
std::size_t words_of_name(std::span<const std::string> arguments) {
    return arguments.size() > 1 && find_job(arguments[0] + " " + arguments[1]) != nullptr ? 2 : 1;
}

const Job& job_named(std::span<const std::string> arguments) {
    const std::string& name = arguments.front();
    if (words_of_name(arguments) == 2) { return *find_job(name + " " + arguments[1]); }
    if (const Job* job = find_job(name); job != nullptr) { return *job; }
    if (name.starts_with('-')) {
        throw Error(Fault::usage, "expected a job before the option " + name + "; `atria --help` lists the jobs");
    }
    const std::string nearest = io::did_you_mean(name, job_names());
    throw Error(Fault::usage,
                "unknown job '" + name + "'" + (nearest.empty() ? "; `atria --help` lists the jobs" : nearest));
}

bool contains(std::span<const std::string> arguments, const char* word) {
    return std::find(arguments.begin(), arguments.end(), word) != arguments.end();
}

void complain(const std::string& message) { std::fprintf(stderr, "atria: %s\n", message.c_str()); }

void run_job(std::span<const std::string> arguments, const pipeline::Communicator& communicator,
             const pipeline::Launcher& launcher) {
    pipeline::refuse_unconnected_copies(launcher, communicator.size());
    const Job& job = job_named(arguments);
    const Options options = table_of(job, launcher).parse(arguments.subspan(words_of_name(arguments)));
    pipeline::LogSettings log;
    log.format = options.text("log-format") == "json" ? pipeline::LogFormat::json : pipeline::LogFormat::text;
    log.quiet = options.flag("quiet");
    log.rank = communicator.rank();
    pipeline::start_log(log);
    if (options.flag("print-config")) {
        if (communicator.is_root()) { print(options.print()); }
        return;
    }
    std::string settings(job.name);
    for (const Options::Value& value : options.values()) {
        // These two may rightly differ between the nodes of a cluster.
        if (value.origin != "machine") { settings += '\n' + value.name + '=' + value.value; }
    }
    if (!communicator.same_on_all(settings)) {
        throw Error(
            Fault::bad_config,
            "the ranks were started with different options; give all of them the same command line and config file");
    }
    job.run(options, communicator);
}

}  // namespace

std::optional<int> answer_without_ranks(std::span<const std::string> arguments) {
    try {
        if (arguments.empty()) {
            complain("no job is named; `atria --help` lists the jobs");
            return static_cast<int>(Fault::usage);
        }
        if (arguments.front() == "--version" || contains(arguments, "--version")) {
            print(ATRIA_VERSION "\n");
            return 0;
        }
        if (arguments.front() == "--help" || arguments.front() == "-h" || arguments.front() == "help") {
            print(program_help());
            return 0;
        }
        if (contains(arguments, "--help") || contains(arguments, "-h")) {
            const Job& job = job_named(arguments);
            print("atria " + std::string(job.name) + ": " + std::string(job.summary) + "\n\n" +
                  table_of(job, pipeline::read_launcher()).help());
            return 0;
        }
    } catch (const std::exception& exception) {
        const pipeline::Failure failure = pipeline::describe_failure(exception);
        complain(failure.message);
        return failure.exit_code;
    }
    return std::nullopt;
}

bool names_job_that_goes_on(std::span<const std::string> arguments) {
    const Job* job = words_of_name(arguments) == 1 && !arguments.empty() ? find_job(arguments.front()) : nullptr;
    return job != nullptr && job->goes_on;
}

int run_program(std::span<const std::string> arguments, const pipeline::Communicator& communicator,
                const pipeline::Launcher& launcher) {
    std::optional<pipeline::Failure> failure;
    bool agreed = false;
    const auto guarded = [&](const auto& step) {
        try {
            step();
        } catch (const pipeline::AgreedError& error) {
            failure = pipeline::Failure{error.exit_code(), error.what()};
            agreed = true;
        } catch (const std::exception& exception) { failure = pipeline::describe_failure(exception); }
    };
    guarded([&] { run_job(arguments, communicator, launcher); });
    // Ranks that are through wait here; a rank that failed alone tells them in the same place.
    if (!agreed) {
        const std::optional<pipeline::Failure> own = failure;
        guarded([&] {
            if (own) { communicator.fail_together(own->exit_code, own->message); }
            communicator.barrier();
        });
        if (failure && !agreed) { throw std::runtime_error(failure->message); }
    }
    pipeline::flush_log();
    if (!failure) { return 0; }
    if (communicator.is_root()) { complain(failure->message); }
    return failure->exit_code;
}

}  // namespace atria::jobs
