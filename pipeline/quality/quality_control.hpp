#pragma once

#include "pipeline/comm/communicator.hpp"
#include "pipeline/quality/quality_request.hpp"

#include <string>

namespace atria::pipeline {

/// Goes over the genotypes of a study once and leaves variants.tsv.gz, people.tsv.gz, duplicates.tsv,
/// keep_variants.txt, keep_people.txt and summary.json. Collective; gives the summary as text. The files are the same
/// for any number of ranks and threads and any block size.
[[nodiscard]] std::string run_quality_control(const QualityRequest& request, const Communicator& communicator);

}  // namespace atria::pipeline
