#!/usr/bin/env bash
# Mutation testing of the pure rules, all of them (hours), some by name, or a reproducible sample over all modules:
#   mutants.sh [NAME…]        a name such as 'subsidies.rules.heads*'
#   SAMPLE=900 mutants.sh     so many, of every module its share
# Works on a copy, so that nothing in the checkout is changed; the report is docs/mutation.md.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

copy="$(mktemp -d "${TMPDIR:-/tmp}/wenshui-mutants.XXXXXX")"
trap 'rm -rf "$copy"' EXIT
# An environment of its own: the tool brings a library along by which servers rename themselves in the process list.
"$(find_python)" -m venv "$copy/venv"
for list in runtime mutants; do
    "$copy/venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --require-hashes \
        -r "$ROOT/requirements/$list.txt"
done
export DJANGO_SETTINGS_MODULE=wenshui_training.settings.test HYPOTHESIS_STORAGE_DIRECTORY="$copy/hypothesis"

others=(wenshui_training institutions trainees classes vouchers inspections reports templates manage.py docs)
cp -r foundation subsidies tests pyproject.toml "${others[@]}" "$copy/"
cd "$copy"
# The tool asks for tests by their id and cannot ask for sentences with brackets and percent signs.
sed -i 's/ids=\[case.how for case in CASES\]/ids=[str(place) for place in range(len(CASES))]/' \
    tests/subsidies/test_rules_own_cases.py
sed -i 's/^filterwarnings = .*/filterwarnings = []/' pyproject.toml

{
    printf '[mutmut]\nuse_git_change_detection = false\nsource_paths =\n    foundation\n    subsidies\n'
    printf 'only_mutate =\n    subsidies/rules/*.py\n'
    printf '    foundation/policy/%s.py\n' types statements rates catalogue entry
    printf 'also_copy =\n'
    printf '    %s\n' "${others[@]}"
    printf 'pytest_add_cli_args =\n    -q\n    -o\n    addopts=--import-mode=importlib\n    -p\n    no:cacheprovider\n'
    # Long ones that run through thousands of cases: a hundred times over they would take days.
    printf '    --deselect=tests/%s\n' \
        subsidies/test_rules_cohorts.py::test_counting_comes_to_what_the_roster_comes_to \
        subsidies/test_rules_quote.py::test_no_entry_whatever_raises \
        subsidies/test_rules_lines.py::test_every_line_of_generated_classes_rests_on_words_that_can_be_read \
        foundation/policy/test_entry.py::test_whatever_is_typed_gives_an_exact_value_or_a_refusal_with_its_code
    printf 'pytest_add_cli_args_test_selection =\n'
    for file in tests/subsidies/test_rules_*.py tests/foundation/policy/test_{types,types_edges,statements,entry,catalogue}.py; do
        case "$file" in *properties.py | *oracle.py) ;; *) printf '    %s\n' "$file" ;; esac
    done
} >setup.cfg

judge() { "$copy/venv/bin/mutmut" run --max-children "${MUTANT_PROCESSES:-2}" "$@" | tr '\r' '\n' | tail -n 3; }
tell() { "$copy/venv/bin/python" "$ROOT/scripts/mutation_report.py" "$@"; }
if [ -n "${SAMPLE:-}" ]; then
    # Asked for a name that nobody has, the tool writes the mutants down and then gives up.
    "$copy/venv/bin/mutmut" run --max-children 1 none >"$copy/written.log" 2>&1 || true
    tell sample mutants "$SAMPLE" >"$copy/sample.txt"
    [ -s "$copy/sample.txt" ] || fail "没有生成改动： / no mutants were made:" "$(tail -n 5 "$copy/written.log")"
    mapfile -t names <"$copy/sample.txt"
    judge "${names[@]}"
    tell report mutants "$ROOT/docs/mutation.md" "$(date -u +%F)" "$copy/sample.txt"
else
    judge "$@"
    tell report mutants "$ROOT/docs/mutation.md" "$(date -u +%F)"
fi
