# The front door. `make demo` and `make test` need Python 3.11 or newer and nothing else.
.DEFAULT_GOAL := help
PY := .venv/bin/python
TESTS ?= tests
PYTEST_ARGS ?=
# One more than processors: some tests wait for processes of their own.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) + 1)
BENCH_ARGS ?=
MUTATE_ARGS ?=

.PHONY: help setup setup-dev demo up test check mutate bench capabilities messages vendor lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 14

setup:
	@scripts/setup.sh requirements.txt

setup-dev:
	@scripts/setup.sh requirements-dev.txt

demo: setup ## the whole system with a demonstration county, on this machine
	@exec $(PY) manage.py up --demo

up: setup ## the whole system without any data
	@exec $(PY) manage.py up

# Dozens of processes start in a run; each would compile all modules anew without bytecode.
test: setup-dev ## all tests; TESTS=tests/funds for some, WORKERS=0 one by one; see docs/testing.md
	@scripts/browser.sh
	@env -u PYTHONDONTWRITEBYTECODE $(PY) -m pytest \
	  -n $(WORKERS) --maxprocesses 6 --dist worksteal $(PYTEST_ARGS) $(TESTS)

check: setup-dev ## style, order of the apps, migrations, translations, settings
	@scripts/check.sh

mutate: setup-dev ## mutants of rules, querysets and spreadsheets against the tests; MUTATE_ARGS="--seed 7"
	@$(PY) scripts/mutate.py $(MUTATE_ARGS)

bench: setup-dev ## timings on a large synthetic county
	@$(PY) scripts/bench.py $(BENCH_ARGS)

capabilities: setup-dev ## docs/capabilities.md from the tests
	@$(PY) scripts/capabilities.py

messages: setup-dev ## translation catalogues from code and templates
	@$(PY) scripts/messages.py

vendor: setup-dev ## static/vendor from package-lock.json (needs npm)
	@$(PY) scripts/vendor_assets.py

lock: setup-dev ## requirements*.txt from requirements*.in
	@for list in requirements requirements-dev; do \
	  $(PY) -m uv pip compile -q --universal --generate-hashes --no-emit-index-url \
	    --python-version 3.11 --custom-compile-command "make lock" $$list.in -o $$list.txt; \
	done

clean: ## removes what was made, asks before data is lost
	@rm -rf .pytest_cache .ruff_cache .hypothesis .coverage htmlcov staticfiles
	@if [ -d .state ]; then echo "data stays in .state; remove it yourself if you mean it"; fi
