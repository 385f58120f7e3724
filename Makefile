# Two commands for a fresh machine: `make run` and `make test`. Each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
TOOLS := .venv-tools/bin
PIP := -m pip install -qq --disable-pip-version-check

.PHONY: run test programs lint licences docs bench bench-scale torture lock upgrade audit hooks clean

# the project itself comes last, without dependencies: all others are those of requirements/, by their hashes.
# What builds comes first and builds without isolation, which would fetch a setuptools that nobody pinned.
.venv/.ready: pyproject.toml requirements/build.txt requirements/run.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python $(PIP) --require-hashes -r requirements/build.txt
	$(BIN)/python $(PIP) --require-hashes --no-build-isolation -r requirements/run.txt
	$(BIN)/python $(PIP) --no-deps --no-build-isolation --editable .
	touch $@

.venv/.ready-dev: .venv/.ready requirements/dev.txt
	$(BIN)/python $(PIP) --require-hashes --no-build-isolation -r requirements/dev.txt
	touch $@

.venv-tools/.ready: requirements/tools.txt
	$(PYTHON) -m venv .venv-tools
	$(TOOLS)/python $(PIP) --require-hashes -r requirements/tools.txt
	touch $@

run: .venv/.ready
	$(BIN)/rubrics ingest data/raw --out data/structured --lang zh

# programs and fonts that tests use, installed where that may be done; what is still missing skips its tests
programs:
	@$(PYTHON) requirements/system.py

# a file of tests stays in one process, for what its tests share is made once; the longest files come first
test: programs .venv/.ready-dev
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: .venv/.ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# what people get may only hold packages under permissive licences
licences: .venv/.ready-dev
	$(BIN)/python -m requirements.licences

# what docs/ says of tables, columns and findings, made from the records
docs: .venv/.ready
	$(BIN)/python -m pipeline.docs docs

bench: .venv/.ready-dev
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_compare
	$(BIN)/python -m tests.bench_evidence
	$(BIN)/python -m tests.bench_app

# many notices by the workers of a cluster and by processes; docs/scale.md has the figures
bench-scale: .venv/.ready-dev
	$(BIN)/python -m tests.bench_scale

# hours of misfortune in minutes: processes killed, runs at once; docs/reliability.md has the figures
torture: .venv/.ready-dev
	$(BIN)/python -m tests.torture_datasets
	$(BIN)/python -m tests.torture_files

# pins what pyproject.toml asks for, and leaves what is pinned already where it is; `make upgrade` moves all.
# dev has every package of the project, and the others take its versions.
COMPILE = $(TOOLS)/uv pip compile --quiet $(LATEST) --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-annotate --custom-compile-command 'make lock'
lock: .venv-tools/.ready
	$(COMPILE) pyproject.toml --all-extras --group dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml -c requirements/dev.txt -o requirements/run.txt
	$(COMPILE) pyproject.toml -c requirements/dev.txt --extra ocr -o requirements/ocr.txt
	$(COMPILE) pyproject.toml -c requirements/dev.txt --extra app -o requirements/app.txt
	$(COMPILE) pyproject.toml -c requirements/dev.txt --extra cluster -o requirements/cluster.txt
	$(COMPILE) --group build -o requirements/build.txt
	$(COMPILE) --group tools -o requirements/tools.txt

upgrade: LATEST := --upgrade
upgrade: lock

# known vulnerabilities of what is pinned; fails where no source answers
audit: .venv-tools/.ready
	$(TOOLS)/python -m requirements.audit

# the linters before each commit
hooks: .venv/.ready-dev .venv-tools/.ready
	$(TOOLS)/pre-commit install

clean:
	rm -rf .venv .venv-tools
