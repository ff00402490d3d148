# One word per chore. A machine needs Python 3.11 or newer (PYTHON=… names another than python3) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links
# A second validator of FHIR, for tests alone.
NODE := tests/fhir/node
# TypeScript types of the API, and what generates and checks them.
TYPES := clients/typescript
# What only the bench runs: other engines, another server.
BENCH := build/bench-venv
# What only the long soak runs: a fuzzer.
FUZZ := build/fuzz-venv

.DEFAULT_GOAL := help
.PHONY: help bench bench-gate soak run ehr test check format rules rules-diff release-record catalogue openapi operate docs-check bench-form screenshots evaluate safety sbom hpo clients audit bulk lock clean

help: ## tell what there is
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

run: $(VENV)/.runtime ## serve on 127.0.0.1:8000 (FASCICLE_BIND for another address)
	@exec $(BIN)/gunicorn service.wsgi:app

ehr: $(VENV)/.runtime ## a mock EHR on 127.0.0.1:8090 to try the service with (docs/integrate.md)
	@exec $(BIN)/python -m examples.mock_ehr $(ARGS)

test: $(VENV)/.dev $(NODE)/.installed $(TYPES)/.installed ## run all tests (ARGS="-k eyelid" for some)
	@$(BIN)/python -m tools.chromium
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: $(VENV)/.dev ## lint, formatting, types, floors, API description, rules, changed answers named
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m service openapi --check
	$(BIN)/python -m service.loader check
	$(BIN)/python -m evaluation.diff --check

format: $(VENV)/.dev ## put the code into the house format
	$(BIN)/ruff check --quiet --fix-only .
	$(BIN)/ruff format --quiet .

rules: $(VENV)/.runtime ## check rules/, count what is there, write the knowledge book to build/knowledge/
	@$(BIN)/python -m service.loader check
	@$(BIN)/python -m service.loader report
	@$(BIN)/python -m service book

rules-diff: $(VENV)/.runtime ## what changed rules do to the answers (FROM=… TO=…: git revisions or folders of rules)
	@$(BIN)/python -m evaluation.diff $(if $(FROM),--from $(FROM)) $(if $(TO),--to $(TO))

release-record: $(VENV)/.runtime ## at a release: put the answers on record, in evaluation/released.json
	@$(BIN)/python -m evaluation.diff --record

catalogue: $(VENV)/.dev ## write the catalogue of the form's words from templates and code
	@$(BIN)/python -m tools.catalogue

openapi: $(VENV)/.runtime ## write openapi.yaml from the code
	@$(BIN)/python -m service openapi

operate: $(VENV)/.runtime ## write the tables of docs/operate.md from the code
	@$(BIN)/python -m tools.operate

docs-check: $(VENV)/.runtime ## run the examples of docs/, tell which print something else than stands there
	@$(BIN)/python -m tools.docs

bench-form: $(VENV)/.dev ## measure the form in Chromium: actions, first paint, update, weight
	@$(BIN)/python -m bench.form

screenshots: $(VENV)/.dev ## pictures of every page and state, into build/screenshots (ARGS="form-urgent" for some)
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

evaluate: $(VENV)/.runtime ## measure the answers on the vignettes
	@$(BIN)/python -m evaluation $(ARGS)

bench: $(BENCH)/.installed ## how fast, beside an echo, a twin and other engines (ARGS="--short", "tails batch" for parts)
	@$(BENCH)/bin/python -m service.loader check
	@$(BENCH)/bin/python -m bench $(ARGS)

bench-gate: $(VENV)/.runtime ## instructions per request under callgrind against those on record (needs valgrind)
	@$(BIN)/python -m service.loader check
	@$(BIN)/python -m bench.gate $(ARGS)

soak: $(VENV)/.dev $(if $(LONG),$(FUZZ)/.installed) ## what it survives (docs/reliability.md); LONG=1 for all of it, ARGS="slow memory" for parts
	@$(BIN)/python -m service.loader check
	@$(BIN)/python -m bench.soak $(if $(LONG),--long) $(ARGS)

safety: $(VENV)/.dev ## try what the hazard log names, write the draft of the safety case to build/safety/
	@$(BIN)/python -m tools.chromium
	@$(BIN)/python -m safety $(ARGS)

sbom: $(VENV)/.dev ## what it is made of: bill of materials and licences, to build/safety/
	@$(BIN)/python -m safety --parts

hpo: | $(BIN)/python ## write rules/hpo_is_a.tsv from the Human Phenotype Ontology
	@$(PYTHON) -m venv $(VENV)/hpo
	@$(VENV)/hpo/bin/python -m pip --disable-pip-version-check -qq install \
		--require-hashes --requirement requirements-hpo.txt
	@$(VENV)/hpo/bin/python -m tools.hpo_is_a

clients: $(VENV)/.dev $(TYPES)/.installed ## write clients/ from openapi.yaml (make openapi first)
	@$(BIN)/python -m tools.clients
	@npm --prefix $(TYPES) run --silent generate

audit: $(VENV)/.dev ## known vulnerabilities of what is locked, offline (OSV=all.zip, OSV's archive for PyPI)
	@$(BIN)/python -m tools.audit $(OSV)

bulk: | $(BIN)/python ## measure a population's records on Spark, on 1 core and on 2 (needs Java 17; ARGS="20000 1 2")
	@$(PYTHON) -m venv $(VENV)/bulk
	@$(VENV)/bulk/bin/python -m pip --disable-pip-version-check -qq install \
		--require-hashes --requirement examples/bulk/requirements.txt
	@$(VENV)/bulk/bin/python -m examples.bulk.measure $(or $(ARGS),20000 1 2)

lock: $(VENV)/.dev ## lock the dependencies with hashes (ARGS=--upgrade for newer ones)
	@$(LOCK) $(ARGS) --output-file requirements.txt requirements.in
	@$(LOCK) $(ARGS) --output-file requirements-dev.txt requirements-dev.in
	@$(LOCK) $(ARGS) --output-file requirements-hpo.txt requirements-hpo.in
	@$(LOCK) $(ARGS) --output-file requirements-bench.txt requirements-bench.in
	@$(LOCK) $(ARGS) --output-file requirements-fuzz.txt requirements-fuzz.in
	@cd examples/bulk && ../../$(LOCK) $(ARGS) --output-file requirements.txt requirements.in

# Without npm the tests that need it say so; under CI they fail.
$(NODE)/.installed: $(NODE)/package-lock.json
	@if command -v npm >/dev/null; then \
		npm --prefix $(NODE) ci --ignore-scripts --loglevel=error && touch $@; \
	else echo "npm is missing: FHIR resources are held to one validator instead of two" >&2; fi

$(TYPES)/.installed: $(TYPES)/package-lock.json
	@if command -v npm >/dev/null; then \
		npm --prefix $(TYPES) ci --ignore-scripts --loglevel=error && touch $@; \
	else echo "npm is missing: the TypeScript types are not checked" >&2; fi

$(BENCH)/.installed: requirements-bench.txt | $(BIN)/python
	@echo "Installing what the bench compares with into $(BENCH)"
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip --disable-pip-version-check -qq install \
		--require-hashes --requirement requirements-bench.txt
	@touch $@

$(FUZZ)/.installed: requirements-fuzz.txt | $(BIN)/python
	@echo "Installing the fuzzer into $(FUZZ)"
	@$(PYTHON) -m venv $(FUZZ)
	@$(FUZZ)/bin/python -m pip --disable-pip-version-check -qq install \
		--require-hashes --requirement requirements-fuzz.txt
	@touch $@

clean: ## remove the virtual environment and all caches
	rm -rf $(VENV) build $(NODE)/node_modules $(NODE)/.installed $(TYPES)/node_modules $(TYPES)/.installed .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Fascicle needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv $(VENV)

# A stamp is as old as its last installation: pip runs again only when a lock has changed since.
$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing what the service needs into $(VENV)"
	@$(PIP) install --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what tests and checks need into $(VENV)"
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@
