# Two commands are all that anybody needs: `make run` and `make test`.
# The rest is for those who work on the code: `make help` lists it.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run test bench check format lock catalogues clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/.runtime ## Migrate, load the demo firm at the first start, build where needed, serve on port 3000
	@CUSTOMER_CARD_DEMO=$${CUSTOMER_CARD_DEMO-1} $(BIN)/python -m customer_card run

test: .venv/.tools ## Run every test, browser tests included
	@$(BIN)/python -m tests $(ARGS)

bench: .venv/.tools ## Measure what users feel (ENGINES=sqlite,postgres SIZES=100,100000 QUICK=1)
	@$(BIN)/python -m bench

check: .venv/.tools ## Lint, types, import rules, catalogues
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports
	@$(BIN)/python -m customer_card.i18n.check

format: .venv/.tools ## Put the code into its usual form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

catalogues: .venv/.tools ## Bring the four catalogues up to date with the code
	@$(BIN)/python -m customer_card.i18n.update

# Extras stay in the locks: older releases of pip take the newest of «granian[reload]» beside a pinned «granian»,
# and then refuse it for want of a pin.
lock: ## Lock the newest versions that pyproject.toml allows (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --quiet --upgrade \
		--custom-compile-command "make lock" pyproject.toml -o requirements.lock
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --quiet --extra dev \
		--custom-compile-command "make lock" -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## Remove what was installed and built; the data stays
	@rm -rf .venv .web .web-test .states build *.egg-info assets/generated

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

.venv/.tools: requirements-dev.lock .venv/.runtime
	@echo "Installing the test tools …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
