#!/usr/bin/env bash
# Logs in with a real browser: headless Chromium, the command line, and the simulator.
#
# The browser does what a user does, and looks at what a user sees; pictures of each page are left in
# the folder that is given as the argument, or in a temporary one. Needs cargo, node, npm with its
# registry, and Chromium (of Debian's package `chromium`, or whatever CHROMIUM names).
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
pictures="$(realpath -m "${1:-$(mktemp -d)}")"
mkdir -p "$pictures"
cd "$here/../.."

chromium="${CHROMIUM:-$(command -v chromium || command -v google-chrome || true)}"
if [ -z "$chromium" ]; then
    echo "no browser: install Debian's package chromium, or set CHROMIUM" >&2
    exit 1
fi

work="$(mktemp -d)"
finish() { rm -rf "$work"; }
trap finish EXIT

echo "==> install playwright-core"
cp "$here/login.mjs" "$work/"
(cd "$work" && npm install --silent --no-save --no-audit --no-fund playwright-core >/dev/null)

echo "==> build the command line"
openrouter="$(cargo build --quiet --package openrouter-cli --message-format json |
    python3 -c 'import json, sys
for line in sys.stdin:
    path = json.loads(line).get("executable")
    if path: print(path)')"

echo "==> log in"
cd "$work"
CHROMIUM="$chromium" node login.mjs "$openrouter" "$work" "$pictures"
echo "pictures are in $pictures"
