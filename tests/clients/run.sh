#!/usr/bin/env bash
# Points the official clients at the simulator, unmodified, and tells what works.
#
# Installs `openai` and `anthropic` (PyPI), `@openrouter/sdk` and `@openrouter/ai-sdk-provider`
# (npm), as they are today, into a temporary folder. Needs cargo, python3, node, npm and the two
# package registries.
#
# With the path of the API description as its argument, it also asks for every operation through
# a proxy that holds what passes against that description: `@stoplight/prism-cli` (npm). What it
# does for documents, `ajv` does for the events of streams.
set -euo pipefail
export PYTHONDONTWRITEBYTECODE=1
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
description="${1:+$(realpath "$1")}"
cd "$here/../.."

work="$(mktemp -d)"
simulator=
finish() {
    if [ -n "$simulator" ]; then kill "$simulator" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT

echo "==> install openai, anthropic, @openrouter/sdk and @openrouter/ai-sdk-provider"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check openai anthropic
cp -r "$here/openrouter_sdk" "$here/ai_sdk" "$here/validating_proxy" "$work/"
packages=(@openrouter/sdk @openrouter/ai-sdk-provider ai zod)
validators=(@stoplight/prism-cli ajv ajv-formats eventsource-parser yaml)
if [ -n "$description" ]; then packages+=("${validators[@]}"); fi
(cd "$work" && npm install --silent --no-save --no-audit --no-fund "${packages[@]}" >/dev/null)

echo "==> start the simulator"
openrouter="$(cargo build --quiet --package openrouter-cli --message-format json |
    python3 -c 'import json, sys
for line in sys.stdin:
    path = json.loads(line).get("executable")
    if path: print(path)')"
mkfifo "$work/address"
"$openrouter" sim --token-delay 0 >"$work/address" &
simulator=$!
read -r _ _ address <"$work/address"

failed=0
printf '\n%-24s %-60s %s\n' CLIENT BEHAVIOUR RESULT
"$work/venv/bin/python" "$here/openai_client.py" "$address" || failed=1
"$work/venv/bin/python" "$here/anthropic_client.py" "$address" || failed=1
node "$work/openrouter_sdk/main.mjs" "$address" || failed=1
node "$work/ai_sdk/main.mjs" "$address" || failed=1
if [ -n "$description" ]; then
    node "$work/validating_proxy/main.mjs" "$address" "$description" docs/endpoints.md || failed=1
else
    echo "validating proxy: NOT RUN, for want of an API description as the argument"
fi
exit "$failed"
