# Two commands for a fresh machine: `make run` and `make test`. Each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint docs bench clean

.venv/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install -qq --constraint constraints.txt --editable .
	touch $@

.venv/.ready-dev: .venv/.ready
	$(BIN)/python -m pip install -qq --constraint constraints.txt --group dev
	touch $@

run: .venv/.ready
	$(BIN)/rubrics ingest data/raw --out data/structured --lang zh

# a file of tests stays in one process, for what its tests share is made once
test: .venv/.ready-dev
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: .venv/.ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# what docs/ says of tables, columns and findings, made from the records
docs: .venv/.ready
	$(BIN)/python -m pipeline.docs docs

bench: .venv/.ready-dev
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_compare
	$(BIN)/python -m tests.bench_evidence
	$(BIN)/python -m tests.bench_review

clean:
	rm -rf .venv
