#include "jobs/job_list.hpp"

#include <array>

namespace atria::jobs {

extern const Job simulate_job;
extern const Job shard_job;
extern const Job inspect_job;
extern const Job verify_job;
extern const Job plan_job;
extern const Job qc_job;
extern const Job associate_job;
extern const Job survive_job;
extern const Job survive_model_job;
extern const Job reduce_job;

std::span<const Job* const> job_list() {
    static constexpr std::array jobs{
        &simulate_job, &shard_job,     &inspect_job, &verify_job,        &plan_job,
        &qc_job,       &associate_job, &survive_job, &survive_model_job, &reduce_job,
    };
    return jobs;
}

const Job* find_job(std::string_view name) {
    for (const Job* job : job_list()) {
        if (job->name == name) { return job; }
    }
    return nullptr;
}

std::vector<std::string> job_names() {
    std::vector<std::string> names;
    for (const Job* job : job_list()) { names.emplace_back(job->name); }
    return names;
}

}  // namespace atria::jobs
