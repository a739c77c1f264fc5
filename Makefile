# All that is done with the source, each in one word. Needs Python 3.11 or newer and make; the rest goes into .venv.

PYTHON ?= python3
VENV := .venv
INSTALL := $(VENV)/bin/python -m pip install -qq --disable-pip-version-check -c constraints.txt
# More words for pytest, such as: make test ARGS="-k embedded -n 0"
ARGS ?=
# How many orders `make chaos` sells, and the seed of an earlier run to repeat its chances
ORDERS ?= 3000
SEED ?=

.DEFAULT_GOAL := help
.PHONY: help install demo test quick chaos faults lint types bench check

help: ## show this list
	@echo "What can be done here (make WORD):"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV)/.runtime ## make the command .venv/bin/relay
	@echo "==> $(CURDIR)/$(VENV)/bin/relay is there; put its folder on the PATH, or link it into one that is"

demo: $(VENV)/.runtime ## carry invented orders between an AFAS sandbox and an AccountView sandbox, both ways
	@$(VENV)/bin/relay demo

test: $(VENV)/.dev ## run all tests
	@echo "==> tests"
	@$(VENV)/bin/python -m pytest -q -n auto $(ARGS)

quick: $(VENV)/.dev ## lint, types, and the tests that need no Redis, no HTTP and no process, all at once: under a minute
	@$(MAKE) --no-print-directory -j 3 lint types test ARGS="-r fE --quick $(ARGS)"

chaos: $(VENV)/.dev ## kill, freeze and cut off the relay while it carries 3,000 orders, and judge by the books (up to 20 minutes)
	@$(VENV)/bin/python -m tests.chaos --orders $(ORDERS) $(if $(SEED),--seed $(SEED))

faults: $(VENV)/.dev ## break both systems in 17 ways under 100 orders each, and judge by the books (up to 30 minutes)
	@$(VENV)/bin/python -m tests.faults

lint: $(VENV)/.dev ## check style, format and which package may import which
	@echo "==> style"
	@$(VENV)/bin/ruff check
	@echo "==> format"
	@$(VENV)/bin/ruff format --check
	@echo "==> imports"
	@$(VENV)/bin/lint-imports

types: $(VENV)/.dev ## check types
	@echo "==> types"
	@$(VENV)/bin/mypy

bench: $(VENV)/.dev ## measure the relay beside the plain way of doing the same; takes about ten minutes
	@$(VENV)/bin/python -m bench

check: lint types test ## lint, types and test: what must pass before a change goes in

$(VENV)/.runtime: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "==> installing the relay into $(VENV)"
	@$(INSTALL) -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "==> installing the relay and the tools of its developers into $(VENV)"
	@$(INSTALL) -e '.[dev]'
	@touch $@ $(VENV)/.runtime

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) is not found; install Python 3.11 or newer, or name it: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and this is $$($(PYTHON) --version); name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make a virtual environment; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "==> making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
