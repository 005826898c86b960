# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# `make help` lists what can be made.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
COLLECTION := $(VENV)/collections/ansible_collections/scom/dmz
FUZZ_SECONDS ?= 600
GATES := gate-ruff gate-format gate-mypy gate-imports gate-yamllint gate-shellcheck gate-reuse gate-changelog gate-docs \
	gate-generated gate-importer gate-site gate-ansible-lint gate-sanity

SIDE_BY_SIDE := $(MAKE) --no-print-directory --jobs=2 --keep-going --output-sync=target

export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONPATH := $(CURDIR)/$(VENV)/collections:$(CURDIR)
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/$(VENV)/collections

.DEFAULT_GOAL := help
.PHONY: help demo lab check test pytest installed matrix gates $(GATES) docs generate bench fuzz stress mutate kerberos windows-integration clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-20s %s\n", $$1, $$2}' Makefile

demo: $(READY) ## watch the collection find and repair agents in a simulated DMZ
	@$(BIN)/python -m tests.demo

lab: $(READY) ## start the simulated DMZ and leave it running; SCENARIO=name starts one of its scenarios, SITE=file what a file describes
	@$(BIN)/python -m tests.lab $(if $(SCENARIO),--scenario $(SCENARIO)) $(if $(SITE),--site $(SITE))

docs: $(READY) ## the documentation site, .venv/docs/html
	@$(BIN)/python -m tests.gates.site

generate: $(READY) ## write what is generated: lists in guides and READMEs, shared return values, the READMEs of the roles, the picture of the imports
	@$(BIN)/python -m tests.gates.generated

check: $(READY) ## all gates, all tests, and the built collection on every ansible-core that is found, side by side
	@$(SIDE_BY_SIDE) pytest $(GATES) installed

test: check ## the same as check

# The mark + lets its output through as it comes.
pytest: $(READY) ## all tests, and how much of plugins/ they cover
	+@$(BIN)/python -m pytest -n 3 --dist worksteal -rs --cov --cov-report=term:skip-covered

installed: $(READY) ## the built collection's playbooks, on every supported ansible-core for which there is a Python
	@$(BIN)/python -m tests.matrix tests/integration/packaging/test_installed.py

matrix: $(READY) ## the tests on every supported ansible-core for which there is a Python
	@$(BIN)/python -m tests.matrix

kerberos: $(READY) ## build what the tests of Kerberos need, which are skipped without it
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -r requirements-kerberos.txt

fuzz: $(READY) ## fuzz all parsers, two at a time; FUZZ_SECONDS=600 is the time of each
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -r requirements-fuzz.txt
	@$(BIN)/python -m tests.fuzz $(FUZZ_SECONDS)

stress: $(READY) ## fifty onboardings that are killed, and one of a thousand hosts of which every tenth has a fault
	@KILLS=50 HOSTS=1000 $(BIN)/python -m pytest tests/integration/playbooks/test_interruptions.py tests/integration/playbooks/test_faults.py -rs

mutate: $(READY) ## try whether the tests notice 300 mutants of the code
	@$(BIN)/python -m tests.mutation

bench: $(READY) ## measure what a host costs, and write docs/benchmarks.md; BENCH="--rounds 9 --without scale lines" are options
	@$(BIN)/python -m tests.bench.prepare && $(BIN)/python -m tests.bench $(BENCH)

windows-integration: $(READY) ## test against a real Windows HOST=name, read-only unless WRITE=yes (tests/windows/README.md)
	@$(if $(HOST),WINDOWS_HOST="$(HOST)") $(if $(GATEWAY),WINDOWS_GATEWAY="$(GATEWAY)") $(if $(WRITE),WINDOWS_WRITE="$(WRITE)") \
		$(if $(RESTART),WINDOWS_RESTART="$(RESTART)") $(BIN)/python -m pytest tests/windows -rs

gates: $(READY) ## all linters, the type check and Ansible's sanity tests, two at a time
	@$(SIDE_BY_SIDE) $(GATES)

gate-ruff: $(READY)
	$(BIN)/ruff check --output-format=concise

gate-format: $(READY)
	$(BIN)/ruff format --check --output-format=concise

gate-mypy: $(READY)
	$(BIN)/mypy

gate-imports: $(READY)
	$(BIN)/python -m tests.gates.imports

gate-yamllint: $(READY)
	$(BIN)/yamllint --strict .

gate-shellcheck: $(READY)
	$(BIN)/shellcheck .ci/run

gate-reuse: $(READY)
	git ls-files -z | xargs -0 $(BIN)/reuse lint-file --quiet # by name: others of these gates write caches meanwhile

gate-changelog: $(READY)
	$(BIN)/antsibull-changelog lint

gate-docs: $(READY)
	$(BIN)/python -m tests.gates.docs

gate-generated: $(READY)
	$(BIN)/python -m tests.gates.generated --check

gate-importer: $(READY)
	$(BIN)/python -m tests.gates.importer

gate-site: docs

gate-ansible-lint: $(READY)
	$(BIN)/ansible-lint

gate-sanity: $(READY)
	$(BIN)/python -m tests.gates.sanity

clean: ## remove everything that make has made
	rm -rf $(VENV) .ansible .hypothesis .mypy_cache .pytest_cache .ruff_cache tests/output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The collection's namespace is a link to this folder, so that Ansible and Python find the code as it stands.
$(READY): requirements.txt requirements-lab.txt requirements-test.txt requirements-check.txt
	@command -v $(PYTHON) >/dev/null || \
		{ echo "cannot find $(PYTHON): install Python 3.11 or later, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is older than Python 3.11: name a newer one, as in make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) cannot make virtual environments: on Debian, apt-get install python3-venv"; exit 1; }
	@echo "Preparing .venv; this is done once and takes about a minute."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -r requirements-check.txt
	@mkdir -p $(dir $(COLLECTION))
	@ln -sfn ../../../.. $(COLLECTION)
	@touch $@
