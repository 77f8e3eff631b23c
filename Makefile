# The front door. `make review` and `make test` are all that a newcomer needs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export UV_PYTHON_DOWNLOADS := never
export LITELLM_LOCAL_MODEL_COST_MAP := True

.PHONY: help setup review test check docs chat eval panel ablation bench lock mcp-servers clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 13

setup: $(STAMP) ## create .venv and install the locked dependencies

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Headgate needs Python 3.11 or newer; set PYTHON=." >&2; exit 2; }
	@echo "Installing into $(VENV) …" >&2
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

test: setup ## run the tests (sets up what is missing)
	@./tests/prepare.sh
	$(BIN)/python -m pytest

check: setup ## ruff, mypy --strict, import-linter, generated docs up to date
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m app.docs --check

docs: setup ## generate the pages under docs/ that come from code
	$(BIN)/python -m app.docs

lock: ## resolve the dependencies anew and write requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --group dev --python-version 3.11 \
	  --upgrade pyproject.toml --output-file requirements.lock

REPO ?=
BASE ?=
HEAD ?=
PATCH ?=
review: setup ## review the example, or REPO=path BASE=main HEAD=feature (or PATCH=file)
ifeq ($(REPO),)
	@$(BIN)/headgate review examples/lakehouse --patch examples/lakehouse.patch --output-dir . --fail-on never
else
	@$(BIN)/headgate review "$(REPO)" $(if $(BASE),--base "$(BASE)") $(if $(HEAD),--head "$(HEAD)") $(if $(PATCH),--patch "$(PATCH)") --output-dir .
endif

chat: setup ## open the chat page on this machine
	@$(BIN)/headgate chat

eval: setup ## score Headgate on its own cases
	@$(BIN)/headgate eval

panel: setup ## the example before a council of scripted jurors: writes docs/council.md
	@$(BIN)/headgate eval panel --output docs/council.md

ablation: setup ## what each part of the council is worth, simulated: writes docs/council-ablation.md
	@$(BIN)/headgate eval simulate --output docs/council-ablation.md

bench: setup ## measure speed and memory
	@$(BIN)/python -m evals.bench

MCP_NPM := @modelcontextprotocol/server-filesystem@2026.8.31 @upstash/context7-mcp@4.1.1 tavily-mcp@0.2.22 \
  firecrawl-mcp@3.26.0
MCP_PYTHON := git:mcp-server-git==2026.10.19 qdrant:mcp-server-qdrant==0.8.1 semgrep:semgrep==1.185.0
mcp-servers: ## install other people's MCP servers into .mcp, for `pytest -m mcp_servers`; no other test needs them
	npm install --prefix .mcp --no-audit --no-fund --ignore-scripts $(MCP_NPM)
	@set -e; for each in $(MCP_PYTHON); do \
	  echo "Installing $${each#*:} …" >&2; \
	  $(PYTHON) -m venv .mcp/$${each%%:*}; \
	  .mcp/$${each%%:*}/bin/pip install --quiet --disable-pip-version-check $${each#*:}; \
	done

clean: ## remove the environment and what the tools left
	rm -rf $(VENV) .mcp .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info review.md review.json review.sarif openlineage.json
