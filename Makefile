# BBFD: `make demo` shows it at work, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types contracts golden bench ends clean

help: ## what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

demo: $(VENV)/ready ## deploy the environment `local` and the service `hello` into the embedded AWS
	$(BIN)/bbfd deploy hello --env local --yes
	$(BIN)/bbfd status hello --env local

# Four side by side on two processors: half of what a functional test takes is waiting.
test: check ## every check and every test
	$(BIN)/pytest -n 4 --dist worksteal

check: lint types contracts ## lint, types, import contracts

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready
	$(BIN)/mypy

contracts: $(VENV)/ready
	$(BIN)/lint-imports

golden: $(VENV)/ready ## write what is golden anew: templates, reports, whole deployments; then read the diff
	$(BIN)/python -m tests.golden
	$(BIN)/python -m tests.golden.ci
	$(BIN)/python -m tests.unit.report.written
	$(BIN)/python -m tests.faults.goldens

bench: $(VENV)/ready ## how fast, as ratios against plain programs, in one run
	$(BIN)/python -m bench

# The oldest boto3 that the base takes, and the newest: neither fits beside the embedded AWS, which pins its own.
ends: ## the unit tests with the oldest boto3 that will do, and with the newest
	for boto3 in 'boto3==1.43.85' 'boto3'; do \
	    rm -rf $(VENV)-ends && $(PYTHON) -m venv $(VENV)-ends && \
	    $(VENV)-ends/bin/pip install --quiet --disable-pip-version-check --upgrade pip && \
	    $(VENV)-ends/bin/pip install --quiet --disable-pip-version-check . "$$boto3" \
	        'pytest>=8.3' 'hypothesis>=6.112' 'moto>=5.2.5' 'cfn-lint>=1.58' && \
	    $(VENV)-ends/bin/python -m pytest tests/unit --ignore tests/unit/local || exit 1; \
	done
	rm -rf $(VENV)-ends

clean: ## remove the virtual environment and the embedded AWS's state
	rm -rf $(VENV) .bbfd

# With everything: the command, the embedded AWS, and what the checks and tests take.
$(VENV)/ready: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade pip  # the one that comes with Python 3.10 resolves this for ever
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	$(BIN)/python -m compileall -q bbfd
	touch $@
