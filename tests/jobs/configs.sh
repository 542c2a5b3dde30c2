#!/usr/bin/env bash
# Every configs/JOB.cfg is understood by atria JOB, sets nothing but defaults or what it says, and mentions every option.
# Usage: configs.sh ATRIA CONFIGS
set -u
atria=$1
configs=$2
failures=0
for config in "$configs"/*.cfg; do
    job=$(basename "$config" .cfg)
    job=${job/_/ }  # survive_model.cfg is of `atria survive model`
    # shellcheck disable=SC2086
    if ! shown=$("$atria" $job --config "$config" --print-config); then
        echo "FAILED: $config is not understood by atria $job"
        failures=$((failures + 1))
        continue
    fi
    # Keys as the job prints them, set or not, must stand in the file, set or as a comment.
    while read -r key; do
        case $key in threads | memory) continue ;; esac  # theirs is the machine's to say
        if ! grep -Eq "^#? ?$key =" "$config"; then
            echo "FAILED: $config does not mention the key '$key'"
            failures=$((failures + 1))
        fi
    done < <(sed -E 's/^# //; s/ =.*//' <<<"$shown" | sort -u)
done
[ "$failures" = 0 ] && echo "all passed"
exit "$((failures > 0))"
