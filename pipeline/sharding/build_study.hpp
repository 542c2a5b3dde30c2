#pragma once

#include "io/genotypes/called_field.hpp"
#include "io/shard/dosage_columns.hpp"
#include "io/shard/variant_alignment.hpp"
#include "kernels/data/region.hpp"
#include "pipeline/comm/communicator.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atria::pipeline {

struct ShardingRequest {
    std::filesystem::path cohort_table;
    std::filesystem::path out;
    std::filesystem::path predictors;       ///< table of feature matrices; empty: none
    std::vector<std::string> categorical;   ///< columns that are categorical although they hold numbers
    std::filesystem::path harmonisation;    ///< rules that make the study's variables; empty: the tables' own columns
    std::filesystem::path schema;           ///< the study's variables, a dictionary; empty: those of the rules
    std::filesystem::path reference_fasta;  ///< indels are normalised and alleles checked by it; may be empty
    std::vector<Region> regions;            ///< that the study is of, ascending, apart; none: everything
    io::CalledField field = io::CalledField::best;  ///< of VCF and BCF files
    io::DosageBits bits = io::DosageBits::sixteen;  ///< of dosages
    io::AlignmentRule alignment;                    ///< of A/T and C/G variants
    int threads = 1;                                ///< of this rank
    std::uint64_t max_seconds = 0;                  ///< after which it stops in good order; 0: no limit
    bool force = false;                             ///< replace a study that exists, begin anew where one was begun
    bool check = false;                             ///< read and check the input, write nothing
    bool stub = false;                              ///< records and an empty list of variants only
};

/// Makes a study out of cohort files: STUDY/study.json, variants.h5, COHORT/records.h5, COHORT/chrN.h5, and what was
/// left out or turned, by name in excluded.tsv and counted in shard.json. Collective: shards and records are dealt out
/// to the ranks; the bytes (but those of log.txt) are the same for any number of ranks. The study has its name only
/// when it is complete. A build that was stopped or killed goes on with the shards that it had finished, on any number
/// of ranks. Throws Error on all ranks when one of them fails.
void build_study(const ShardingRequest& request, const Communicator& communicator);

}  // namespace atria::pipeline
