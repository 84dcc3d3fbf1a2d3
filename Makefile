# 12351 hotline. Needs python3 (3.11 or newer) and make; everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= auto

.PHONY: help setup run test lint bench chaos card screenshots lock clean
.DEFAULT_GOAL := help

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST)

setup: # .venv as requirements.lock says; instant when it is so already
	@$(PYTHON) .ci/venv.py

run: setup ## everything on this machine: own database, web, workers, demonstration (Ctrl-C stops all)
	@exec $(BIN)/hotline run

test: setup lint ## every check and every test, browser included
	@.ci/browser
	@$(BIN)/pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile

lint: setup ## style, types, import directions
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup ## how fast: intake, triage, ladders (writes numbers, changes nothing)
	@$(BIN)/python -m bench

chaos: setup ## kill Valkey, workers and PostgreSQL under load, then count tickets
	@$(BIN)/python -m bench.chaos
	@HOTLINE_WORKTIME_CASES=100000 $(BIN)/pytest -q tests/rules/test_worktime_brute.py

card: setup ## measure the classifier on held-out texts and write docs/model-card.md
	@$(BIN)/hotline evaluate tests/classifier/held_out/held_out.jsonl --facts tests/classifier/facts.jsonl --card docs/model-card.md

screenshots: setup ## every page of the demonstration as a picture, into docs/pages
	@.ci/browser
	@$(BIN)/python -m tests.browser.screenshots

lock: ## write requirements.lock anew (LOCK=--upgrade for newest versions)
	@.ci/lock $(LOCK)

clean: ## remove the environment and caches; data in var/ stays
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
