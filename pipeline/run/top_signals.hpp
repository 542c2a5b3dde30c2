#pragma once

#include "io/results/signals_table.hpp"
#include "io/results/trait_result.hpp"
#include "io/shard/manifest.hpp"
#include "pipeline/checkpoint/orderly_stop.hpp"
#include "pipeline/comm/communicator.hpp"
#include "pipeline/run/hits.hpp"
#include "pipeline/run/prepared_scan.hpp"
#include "pipeline/run/scan_request.hpp"

#include <span>
#include <vector>

namespace atria::pipeline {

/// Collective. Stepwise conditional analysis of each locus of each trait: the best variant is the first signal; as long
/// as the best p given the signals so far is at most request.top_signals.p, its variant is the next; at last each is
/// estimated given all the others. A signal is conditioned on as the scan counts its calls, and people without a call
/// of it are left out; so are those of a cohort that does not have it.
///
/// `mine`: this rank's hits of the scan. The loci, a list a trait, in study order, on all ranks.
[[nodiscard]] std::vector<std::vector<io::SignalLocus>> find_top_signals(
    const ScanRequest& request, const io::Manifest& manifest, const Prepare& prepare,
    std::span<const io::TraitResult> traits, std::span<const Hit> mine, const OrderlyStop& stop,
    const Communicator& communicator);

}  // namespace atria::pipeline
