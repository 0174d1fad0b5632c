#!/usr/bin/env bash
# side_by_side.sh COMMAND…: each argument is a command; all run at once, what they say follows one after the other.
# Fails if one of them fails. For checks that use one core each.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

said="$(mktemp -d "${TMPDIR:-/tmp}/wenshui-checks.XXXXXX")"
trap 'rm -rf "$said"' EXIT
running=() status=0
for command in "$@"; do
    $command >"$said/${#running[@]}" 2>&1 &
    running+=("$!")
done
for place in "${!running[@]}"; do
    wait "${running[$place]}" || status=1
    cat "$said/$place"
done
exit "$status"
