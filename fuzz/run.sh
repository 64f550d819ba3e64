#!/usr/bin/env bash
# Fuzzes: fuzz/run.sh [SECONDS [TARGET…]], by default each target for ten minutes, one after the other.
# Needs cargo-fuzz, a nightly compiler and a C++ compiler. Fails at the first finding, which then
# lies in fuzz/artifacts and is checked by the laws' own tests until it is mended.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

seconds=${1:-600}
shift || true
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    for file in fuzz_targets/*.rs; do targets+=("$(basename "$file" .rs)"); done
fi

for target in "${targets[@]}"; do
    mkdir -p "corpus/$target"
    log=$(mktemp)
    options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1)
    if [ -f "dictionaries/$target" ]; then options+=("-dict=dictionaries/$target"); fi
    # What is new goes into the first folder.
    if ! cargo +nightly fuzz run "$target" "corpus/$target" "seeds/$target" -- "${options[@]}" >"$log" 2>&1; then
        tail -n 60 "$log"
        echo "$target: FOUND something, see above"
        exit 1
    fi
    grep -E '^#[0-9]+\s+DONE' "$log" | tail -n 1 | sed "s/^/$target: /"
    rm -f "$log"
done
