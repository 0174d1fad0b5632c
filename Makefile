# Two commands are enough: `make run` and `make test`. The work is in scripts/.

PORT ?= 8000
LISTEN ?= 127.0.0.1
export PORT LISTEN

SHELL := /bin/bash

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.DEFAULT_GOAL := help
.PHONY: help setup run reset test test-fast lint format lock docs secrets bench rules mutants

help:
	@echo '启动 / start                     make run    (PORT=8001 换端口 / another port)'
	@echo '全部检查 / all checks            make test'
	@echo '数据重新开始 / data anew         make reset'
	@echo '其他 / others                    make setup | test-fast | rules | mutants | bench | lint | format | lock | docs | secrets'

setup:
	@scripts/setup.sh run

run:
	@scripts/run.sh

reset:
	@scripts/run.sh --reset

test:
	@scripts/test.sh all

test-fast:
	@scripts/test.sh fast

# 20,000 classes with 1,000,000 people on both databases, some minutes each; BENCH='--classes 2000' for less.
bench:
	@scripts/bench.sh $(BENCH)

# Branch coverage of the pure rules, 100 %; part of `make test`.
rules:
	@scripts/setup.sh dev
	@scripts/rules.sh

# Every small change of the rules must be noticed by a test; hours. SAMPLE=900 judges a reproducible sample of all
# modules, MUTANTS='subsidies.rules.heads*' only these.
mutants:
	@SAMPLE=$(SAMPLE) scripts/mutants.sh $(MUTANTS)

lint:
	@scripts/test.sh lint

format:
	@scripts/setup.sh dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# The tables for the reader, written from the lifecycle tables of the code; clause by clause also from its tests.
docs: setup
	@scripts/setup.sh dev
	@. scripts/env.sh && $(MANAGE) generate_docs
	@$(BIN)/python -m tests.subsidies.policy_book
	@$(BIN)/python -m tests.subsidies.sheets

# Universal: one list of hashes for every platform and Python from 3.11.
lock:
	@scripts/setup.sh dev
	@for name in runtime dev mutants bench; do \
	    $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	        --no-emit-index-url --no-header requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

# Keys, passwords and a trial certificate for docker-compose.yml.
secrets:
	@scripts/make_secrets.sh $(SERVER_NAME)
