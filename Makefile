# make run    set up, grade the demonstration class, serve the dashboard on PORT
# make test   set up, run the tests
PYTHON ?= python3
PORT ?= 8501
SECONDS_TO_FUZZ ?= 60
BIN := .venv/bin

.PHONY: run test test-slow lint audit mutants benchmark startup peers load fuzz clean

run: export TUTOR_DATABASE_URL ?= sqlite:///$(CURDIR)/.tutor/demo.sqlite
run: .venv/.ok
	$(BIN)/tutor demo --port $(PORT)

test: .venv/.ok
	$(BIN)/python -m pytest -m "not slow"

test-slow: .venv/.ok
	$(BIN)/python -m pytest -m slow

lint: .venv/.ok
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

audit: .venv/.ok
	$(BIN)/tutor audit

mutants: .venv/.ok
	$(BIN)/tutor audit --mutants

benchmark: .venv/.ok
	$(BIN)/python benchmarks/grading.py
	$(BIN)/python benchmarks/quizzes.py

startup: .venv/.ok
	$(BIN)/python benchmarks/startup.py

peers: .venv/.ok .tutor/peers/.ok
	$(BIN)/python benchmarks/peers.py $(PEERS)

load: .venv/.ok
	$(BIN)/python benchmarks/load.py

# Otter wants a wrapt below 2, which smart_open has left behind: it gets a folder of its own that
# falls back on .venv.
# Where it cannot be installed, the benchmark says so and goes on.
.tutor/peers/.ok: | .venv/.ok
	$(BIN)/python -m venv --clear .tutor/peers
	@echo "import site; site.addsitedir('$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')')" \
		> "$$(.tutor/peers/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/shared.pth"
	-.tutor/peers/bin/python -m pip install --quiet --disable-pip-version-check 'otter-grader>=7'
	@touch .tutor/peers/.ok

.venv/.ok: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip uninstall --quiet --yes tutor 2>&1 | grep -v WARNING || true # its old name
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch .venv/.ok

fuzz: .venv/.ok
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fuzz]'
	mkdir -p .tutor/fuzz
	$(BIN)/python tests/fuzz/wire.py -max_total_time=$(SECONDS_TO_FUZZ) .tutor/fuzz

clean:
	rm -rf .venv .tutor build *.egg-info
