# Copilote. `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REGION ?= 24
OUTPUT ?= build/dossier
SHARED ?= ../shared/reference
SOURCES ?= .sources

.DEFAULT_GOAL := help
.PHONY: help setup run test test-all test-postgres check lint reference messages bench bench-site bench-sharing lock pictures clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/.installed ## Make .venv with the copilote command in it

$(VENV)/.installed: requirements/dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Copilote demande Python 3.11 ou plus récent : make PYTHON=python3.12 …"; exit 1; }
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo "Installation des dépendances (une fois, moins d’une minute)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup ## Print a region's panorama, make its dossier (REGION=24), open a demonstration on http://localhost:8000 (ROOM=1: for phones too)
	@$(BIN)/copilote panorama "$(REGION)"
	@echo
	@$(BIN)/copilote dossier "$(REGION)" --output "$(OUTPUT)"
	@echo
	@$(BIN)/copilote serve --demo $(if $(ROOM),--room)

test: setup ## Run the tests (under 5 minutes)
	@$(BIN)/pytest -n 2 --dist worksteal

test-all: setup ## Run all tests, the slow ones too
	@$(BIN)/pytest -n 2 --dist worksteal -m ""

test-postgres: setup ## Run the site's tests on PostgreSQL (DATABASE_URL=postgres://user@host/base)
	@test -n "$(DATABASE_URL)" || { echo "DATABASE_URL manque, par exemple postgres://postgres@127.0.0.1:5432/postgres"; exit 1; }
	@$(BIN)/pytest -n 2 --dist worksteal tests/site tests/cop tests/diagnostic tests/adaptation tests/jobs tests/outbox tests/sharing tests/territories
	@$(BIN)/pytest -m slow tests/cop/test_migrations.py tests/jobs/test_worker.py tests/outbox/test_worker.py

lint: setup ## Linters: style, arrows between rooms, types, missing migrations
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports && $(BIN)/mypy
	@COPILOTE_HOME=build/lint $(BIN)/python -m django makemigrations --check --dry-run territories jobs outbox ui simulator cop sharing diagnostic adaptation installation --settings copilote.site.settings

check: lint test-all ## Linters and every test

reference: setup ## Rebuild the reference tables from the published files (SHARED=folder SOURCES=folder)
	@$(BIN)/python tools/build_all.py "$(SHARED)" --sources "$(SOURCES)"

messages: setup ## Bring the English catalogue up to date (needs GNU gettext)
	@$(BIN)/python tools/messages.py

pictures: setup ## Take the pictures of the guide anew (Chromium, pdftoppm)
	@$(BIN)/python tools/take_pictures.py

bench: setup ## Measure speed and memory; writes docs/performance.md
	@$(BIN)/python benchmarks/run.py

bench-site: setup ## Measure the site: weight, server time, 200 people at once (3 minutes)
	@$(BIN)/python benchmarks/website.py

bench-sharing: setup ## Measure the sharing of targets and the ensemble, one worker against two (10 minutes)
	@$(BIN)/python benchmarks/ensemble.py

lock: setup ## Pin the dependencies anew
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -o requirements/run.lock
	@$(BIN)/uv pip compile --quiet pyproject.toml --group dev --extra ensemble --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -o requirements/dev.lock

clean: ## Remove what was built
	rm -rf build $(VENV) .pytest_cache .mypy_cache .ruff_cache
