#!/usr/bin/env bash
# All figures of the renderer `trained` that docs/renderers.md gives, made unattended, best with a graphics card:
#
#     benchmarks/trained.sh CLIPS OUT
#
# CLIPS is a folder with clips.csv. The base is learned, then the nets of CLIP_COUNT clips of LEAST_SECONDS or more,
# which are made again beside `reference`; then speed, then the ablation on the first two of these clips. Each step
# writes OUT/STEP.txt once it is whole. A script that was stopped goes on where it was when it is started again.
# These may be set: DFM, BASE_MINUTES, MINUTES, STEPS, RUNS, CLIP_COUNT, LEAST_SECONDS.
set -euo pipefail

(($# == 2)) || { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
clips=$1 out=$2
read -ra dfm <<<"${DFM:-dfm}"
base=$out/base.dfmrenderer
mkdir -p "$out"

# step NAME WORDS...: run dfm with these words unless OUT/NAME.txt tells that it was done.
step() {
    local name=$1
    shift
    if [[ -e $out/$name.txt ]]; then
        echo "$name: done before"
        return
    fi
    echo "$name: dfm $* ($(date +%T))"
    "${dfm[@]}" "$@" >"$out/$name.part"
    mv "$out/$name.part" "$out/$name.txt"
}

again=(evaluate "$clips" --protocol self-reenactment --decoder universal --decoder person
    --limit "${CLIP_COUNT:-4}" --least-seconds "${LEAST_SECONDS:-15}")

step base train renderer-base --clips "$clips" -o "$base" --minutes "${BASE_MINUTES:-240}" --resume
step reference "${again[@]}" --renderer reference --sheets "$out/reference" --report "$out/reference.json"
step trained "${again[@]}" --renderer trained --base "$base" --minutes "${MINUTES:-10}" --resume \
    --sheets "$out/trained" --report "$out/trained.json"
step speed benchmark --renderer trained --runs "${RUNS:-3}" --report "$out/speed.json"
step speed-reference benchmark --renderer reference --runs "${RUNS:-3}" --report "$out/speed-reference.json"

videos=()
while read -r name; do
    for video in "$clips/$name".*; do
        videos+=("$video")
    done
done < <(sed -n 's/^ *"clip": "\(.*\)",$/\1/p' "$out/trained.json" | awk '!seen[$0]++' | head -n 2)
step ablation train renderer-ablation "${videos[@]}" -o "$out/ablation" --steps "${STEPS:-3000}" --base "$base" --resume

cat "$out"/{reference,trained,speed,speed-reference,ablation}.txt
