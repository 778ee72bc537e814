# Every command of the workshop. `make demo` and `make test` need only Python 3.11, make and git.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
RUN := .venv/bin/python
# Two cores are enough; more are used when a person says so: make test JOBS=8
JOBS ?= 2
PYTEST := $(RUN) -m pytest

.PHONY: help demo test test-sqlite test-postgres test-browser fast check check-style check-types check-templates check-storeys check-map bench faults map mutants messages pictures lock venv clean

help: ## Show the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf 'make %-11s %s\n' "$$name" "$$what"; done

demo: ## Open a fictional school on http://127.0.0.1:8000 (PORT=... for another)
	@bash tools/venv.sh run
	@exec .venv/bin/omzien demo --port $(PORT)

test: ## All tests: SQLite, PostgreSQL, browser (installs what is missing, if allowed)
	@bash tools/system.sh venv postgres chromium
	@$(MAKE) --no-print-directory --keep-going test-sqlite test-postgres test-browser

test-sqlite: venv
	$(PYTEST) -n $(JOBS) -m "not browser and not bench"

test-postgres: venv
	@bash tools/system.sh postgres
	OMZIEN_TEST_DATABASE=postgres $(PYTEST) -n $(JOBS) -m "not browser and not bench" --ignore=tests/house --ignore=tests/protocol

test-browser: venv
	@bash tools/system.sh chromium
	$(PYTEST) -m browser

fast: venv ## Unit tests on SQLite, without stories and browser
	$(PYTEST) -n $(JOBS) -m "not browser and not bench and not story"

check: venv ## Style, types, templates, storeys, generated documents
	@$(MAKE) --no-print-directory --keep-going check-style check-types check-templates check-storeys check-map

check-style:
	.venv/bin/ruff check --quiet .
	.venv/bin/ruff format --check .

check-types:
	.venv/bin/mypy

check-templates:
	.venv/bin/djlint --quiet --lint omzien

check-storeys:
	.venv/bin/lint-imports --no-cache --no-logo

check-map:
	$(RUN) -m tools.protocol_map --check
	$(RUN) -m tools.access_matrix --check

faults: venv ## Kill the house a thousand times on each database: nothing acknowledged is lost
	OMZIEN_KILLS=$(or $(KILLS),1000) $(PYTEST) -s tests/faults
	@bash tools/system.sh postgres
	OMZIEN_KILLS=$(or $(KILLS),1000) OMZIEN_TEST_DATABASE=postgres $(PYTEST) -s tests/faults

bench: venv ## Measure against a bare Django yardstick, as ratios
	$(RUN) -m tests.bench

map: venv ## Write docs/protocol-map.md (clause, code, test) and docs/access-matrix.md (who sees what)
	$(RUN) -m tools.protocol_map
	$(RUN) -m tools.access_matrix

mutants: venv ## Break the policy in one small place at a time: the matrix must notice each
	$(PYTEST) -q -s tests/ground/access/mutants.py

messages: venv ## Gather texts for translation, and compile the English
	$(RUN) -m tools.messages

pictures: venv ## Make the pictures in docs/ anew from the running demo
	OMZIEN_PICTURES=1 $(PYTEST) tests/browser/test_pictures.py

venv: ## Install everything that developers need in .venv
	@bash tools/venv.sh dev

lock: venv ## Write the lock files anew from requirements/*.in
	@bash tools/lock.sh

clean: ## Remove the environment and the caches
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
