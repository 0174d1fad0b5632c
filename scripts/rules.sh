#!/usr/bin/env bash
# Branch coverage of the pure rules, by their own tests alone and without a database: 100 %, or it fails.
# What runs through many thousand classes covers no line that the others do not, and is left to the suite.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

data="$(mktemp -d "${TMPDIR:-/tmp}/wenshui-rules.XXXXXX")"
trap 'rm -rf "$data"' EXIT
export COVERAGE_FILE="$data/coverage" COVERAGE_RCFILE="$ROOT/scripts/rules.coveragerc"
export DJANGO_SETTINGS_MODULE=wenshui_training.settings.test HYPOTHESIS_STORAGE_DIRECTORY="$data/hypothesis"

tests=()
for file in tests/subsidies/test_rules_*.py tests/foundation/policy/test_{types,types_edges,statements,entry,catalogue}.py; do
    case "$file" in *properties.py | *oracle.py) ;; *) tests+=("$file") ;; esac
done
"$VENV/bin/python" -m coverage run -m pytest -q -p no:cacheprovider --durations=3 "${tests[@]}" \
    --deselect=tests/subsidies/test_rules_cohorts.py::test_counting_comes_to_what_the_roster_comes_to \
    --deselect=tests/subsidies/test_rules_quote.py::test_no_entry_whatever_raises
"$VENV/bin/python" -m coverage report
