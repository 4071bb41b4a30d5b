# The commands of this checkout. `make help` lists them. Works with GNU make 3.81 (macOS) and newer.

PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
TESTS ?= tests
CODE := bot scheduler tests requirements

.DEFAULT_GOAL := help
.PHONY: help run test bench check format lock clean
# Sub-second file times are not kept everywhere; a stamp is written last, so a broken install is begun anew.
.DELETE_ON_ERROR:

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

run: $(VENV)/run.stamp ## the rehearsal on http://127.0.0.1:8080   (PORT=8080)
	@$(BIN)/hearthline demo --port $(PORT)

test: $(VENV)/test.stamp ## the whole suite, real PostgreSQL included   (TESTS=tests)
	@$(BIN)/python -m pytest --numprocesses=logical --maxprocesses=4 --dist=loadfile $(TESTS)

bench: $(VENV)/test.stamp ## the benchmarks, one after the other
	@$(BIN)/python -m pytest tests/benchmarks

check: $(VENV)/dev.stamp ## format, lint, types (no tests)
	@$(BIN)/ruff format --check --output-format concise --quiet $(CODE) || { echo "Not formatted: run make format."; exit 1; }
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/python -m mypy --no-error-summary
	@echo "Format, lint and types are clean."

format: $(VENV)/dev.stamp ## lay the code out and mend what the linter can
	@$(BIN)/ruff check --quiet --fix-only $(CODE)
	@$(BIN)/ruff format --quiet $(CODE)

lock: $(VENV)/made.stamp ## lock what pyproject.toml newly names   (UPGRADE=--upgrade or names)
	@$(BIN)/python requirements/lock.py $(UPGRADE)

clean: ## remove the environment and every cache
	@rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment ---------------------------------------------------------------------------------------------

# The first Python that is new enough and can make an environment; else what is missing, as a word.
SEEK := best=none; \
	for name in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	  command -v "$$name" >/dev/null 2>&1 || continue; \
	  "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	    || { "$$name" -c '' >/dev/null 2>&1 && test "$$best" = none && best=old; continue; }; \
	  "$$name" -c 'import ensurepip, venv' >/dev/null 2>&1 && { best="$$name"; break; } || best=novenv; \
	done; echo "$$best"

NONE := Hearthline needs Python 3.11 or newer and found none: install it (Debian, Ubuntu: apt install python3-venv; macOS: brew install python3), then make again
OLD := This Python is older than 3.11: install a newer one (Debian, Ubuntu: apt install python3.11-venv; macOS: brew install python3) or name it, as in make run PYTHON=/path/to/python3
NOVENV := Python lacks its venv module: install it (Debian, Ubuntu: apt install python3-venv), then make again

# $(error) ends make with this one line, where a failing command would add make's own.
usable = $(if $(filter none,$(1)),$(error $(NONE)),$(if $(filter old,$(1)),$(error $(OLD)),$(if $(filter novenv,$(1)),$(error $(NOVENV)),$(1))))

$(VENV)/made.stamp:
	@$(call usable,$(shell $(SEEK))) -m venv --clear $(VENV)
	@touch $@

$(VENV)/run.stamp: $(VENV)/made.stamp requirements/runtime.txt requirements/build.txt requirements/install.py pyproject.toml
	@$(BIN)/python requirements/install.py runtime build
	@touch $@

$(VENV)/test.stamp: $(VENV)/made.stamp requirements/test.txt requirements/runtime.txt requirements/build.txt requirements/install.py pyproject.toml
	@$(BIN)/python requirements/install.py test
	@touch $@ $(VENV)/run.stamp

$(VENV)/dev.stamp: $(VENV)/made.stamp requirements/dev.txt requirements/test.txt requirements/runtime.txt requirements/build.txt requirements/install.py pyproject.toml
	@$(BIN)/python requirements/install.py dev
	@touch $@ $(VENV)/test.stamp $(VENV)/run.stamp
