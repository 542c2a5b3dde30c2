#!/usr/bin/env bash
# The shape of the house: bash tests/architecture/rooms.sh [ROOT]
# Reads every #include of the four rooms and prints each line that breaks a rule, as FILE:LINE: WHY. Exit code 1 if any.
#
#   direction   kernels <- io <- pipeline <- jobs; nobody includes tests
#   root        project headers are written from the root, in quotes, and exist
#   circle      no file includes itself by way of others, and no folder of a room another that includes it
#   outside     a library's header stands only where the table below allows it
#   folders     nothing at the top but the plan; no folder that is named after nothing in the field
#   length      no source is longer than 500 lines
#   names       no two headers define a type of the same name in a namespace: the linker would mix up their functions
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"

{
    for entry in * .[!.]*; do
        [ -e "$entry" ] || continue
        case "$entry" in
            kernels | io | pipeline | jobs | configs | tests | slurm | build) ;;
            CMakeLists.txt | CMakePresets.json | README.md | CHANGELOG.md | LICENSE | compile_commands.json | .*) ;;
            *) echo "$entry: folders: not in the plan of the top level; it belongs into one of the rooms" ;;
        esac
    done
    find kernels io pipeline jobs tests -type d 2>/dev/null | LC_ALL=C sort | awk -F/ '
        $NF ~ /^(common|utils?|core|base|src|helpers?|misc|shared|lib)$/ {
            print $0 ": folders: \"" $NF "\" says nothing; a helper lives with its only user, in the lowest room that needs it" }'

    find kernels io pipeline jobs \( -name '*.cpp' -o -name '*.hpp' \) 2>/dev/null | LC_ALL=C sort | xargs -r awk '
        BEGIN {
            level["kernels"] = 1; level["io"] = 2; level["pipeline"] = 3; level["jobs"] = 4
            # PATTERN of a foreign header -> the folders that may include it.
            allow("^(hdf5(_hl)?|H5[A-Za-z0-9]*)\\.h$", "io/hdf5")
            allow("^mpi(-ext)?\\.h$", "pipeline/comm")
            allow("^omp\\.h$", "pipeline/run")
            allow("^boost/program_options", "jobs/options")
            allow("^(signal\\.h|csignal)$", "pipeline/checkpoint")
            allow("^spdlog/", "pipeline/record")
            allow("^(zlib|libdeflate)\\.h$|^openssl/", "io")
            allow("^htslib/", "io/genotypes/vcf io/genotypes/reference")
            allow("^zstd\\.h$", "io/genotypes/bgen")
            allow("^nlohmann/", "io pipeline jobs")
            allow("^fmt/", "io pipeline jobs")
            allow("^(Eigen/|.*mmintrin\\.h$)", "kernels io pipeline jobs")
            allow("^(fcntl|unistd|pthread|sched)\\.h$|^sys/", "io pipeline jobs")
            # Of the standard library a kernel may have everything but files, streams, clocks and threads.
            allow("^(filesystem|fstream|iostream|cstdio|chrono|ctime|thread|mutex|future|condition_variable|shared_mutex)$",
                  "io pipeline jobs")
        }
        function allow(pattern, folders) { patterns[++rules] = pattern; places[rules] = folders }
        function within(path, folders,   list, n, i) {
            n = split(folders, list, " ")
            for (i = 1; i <= n; ++i) if (index(path, list[i] "/") == 1) return 1
            return 0
        }
        function broken(why) { print FILENAME ":" FNR ": " why }
        function exists(path,   line, found) {
            if (path in known) return known[path]
            found = (getline line < path) >= 0
            close(path)
            return known[path] = found
        }
        FNR == 1 { split(FILENAME, part, "/"); room = part[1] }
        FNR == 501 { broken("length: more than 500 lines; is this one concept?") }
        /^[ \t]*#[ \t]*pragma[ \t]+omp/ && !within(FILENAME, "pipeline/run") {
            broken("outside: OpenMP stands only in pipeline/run; call parallel_for") }
        /^[ \t]*#[ \t]*include[ \t]*"/ {
            target = $0; sub(/^[^"]*"/, "", target); sub(/".*/, "", target)
            split(target, part, "/")
            if (part[1] == "tests") broken("direction: " room " includes " target "; only tests include tests")
            else if (!(part[1] in level) || !exists(target))
                broken("root: \"" target "\" is no file of a room; write includes from the root, libraries in < >")
            else if (level[part[1]] > level[room]) broken("direction: " room " includes " target ", a room to its right")
            else { join(folder_of(FILENAME), folder_of(target)); edges[FILENAME] = edges[FILENAME] " " target; where[FILENAME, target] = FNR }
        }
        /^[ \t]*#[ \t]*include[ \t]*</ {
            target = $0; sub(/^[^<]*</, "", target); sub(/>.*/, "", target)
            allowed = index(target, ".") == 0 && index(target, "/") == 0  # the standard library, unless a rule says otherwise
            for (i = 1; i <= rules; ++i) if (target ~ patterns[i]) { allowed = within(FILENAME, places[i]); rule = places[i] }
            if (!allowed) broken("outside: <" target "> stands only in: " (rule == "" ? "no room yet; add a rule here" : rule))
            rule = ""
        }
        # A depth-first walk; a file met again on its own path closes a circle.
        function walk(file,   list, n, i) {
            state[file] = 1
            n = split(edges[file], list, " ")
            for (i = 1; i <= n; ++i) {
                if (state[list[i]] == 1) print file ":" where[file, list[i]] ": circle: " list[i] " includes this file, directly or not"
                else if (state[list[i]] == 0) walk(list[i])
            }
            state[file] = 2
        }
        # The folder of a room in which a file stands; nothing for a file of the room itself.
        function folder_of(path,   part) { return split(path, part, "/") > 2 ? part[1] "/" part[2] : "" }
        function join(from, to) {
            if (from == "" || to == "" || from == to || (from, to) in joined) return
            joined[from, to] = 1
            doors[from] = doors[from] " " to
        }
        function walk_folders(folder,   list, n, i) {
            state[folder] = 1
            n = split(doors[folder], list, " ")
            for (i = 1; i <= n; ++i) {
                if (state[list[i]] == 1) print folder ": circle: the folder " list[i] " includes this one, directly or not"
                else if (state[list[i]] == 0) walk_folders(list[i])
            }
            state[folder] = 2
        }
        END {
            for (file in edges) if (state[file] == 0) walk(file)
            for (folder in doors) if (state[folder] == 0) walk_folders(folder)
        }'

    find kernels io pipeline jobs -name '*.hpp' 2>/dev/null | LC_ALL=C sort | xargs -r awk '
        FNR == 1 { space = "" }
        /^namespace [A-Za-z0-9_:]+ \{/ { space = $2 }
        /^(struct|class|enum class) [A-Za-z0-9_]+( final)?( *:[^{]*)? *\{/ {
            name = $1 == "enum" ? $3 : $2
            type = space "::" name
            if (type in first) print FILENAME ":" FNR ": names: " type " is defined in " first[type] ", too"
            else first[type] = FILENAME ":" FNR
        }'
} | awk '{ print } END { exit NR > 0 }'
