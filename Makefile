# make run    set up, grade the demonstration class, serve the dashboard on PORT
# make test   set up, run the tests
PYTHON ?= python3
PORT ?= 8501
SECONDS_TO_FUZZ ?= 60
GPU_PYTHON ?= 3.12
BIN := .venv/bin
# A file of tests stays in one process, with what it has set up.
AT_ONCE ?= --numprocesses=2 --dist=loadscope

.PHONY: run test test-slow test-all lint audit mutants benchmark faults luck startup watching endings peers load gpu gpu-kit fuzz clean

run: export TUTOR_DATABASE_URL ?= sqlite:///$(CURDIR)/.tutor/demo.sqlite
run: .venv/.ok
	$(BIN)/tutor demo --port $(PORT)

test: .venv/.ok
	$(BIN)/python -m pytest $(AT_ONCE) -m "not slow"

test-slow: .venv/.ok
	$(BIN)/python -m pytest $(AT_ONCE) -m slow

test-all: .venv/.ok
	$(BIN)/python -m pytest $(AT_ONCE)

lint: .venv/.ok
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

audit: .venv/.ok
	$(BIN)/tutor audit

mutants: .venv/.ok
	$(BIN)/tutor audit --mutants --seeds 1

benchmark: .venv/.ok
	$(BIN)/python benchmarks/grading.py
	$(BIN)/python benchmarks/quizzes.py

faults: .venv/.ok
	$(BIN)/python benchmarks/faults.py

luck: .venv/.ok
	$(BIN)/python benchmarks/luck.py

startup: .venv/.ok
	$(BIN)/python benchmarks/startup.py

watching: .venv/.ok
	$(BIN)/python benchmarks/watching.py

endings: .venv/.ok
	$(BIN)/python benchmarks/endings.py

peers: .venv/.ok .tutor/peers/.ok
	$(BIN)/python benchmarks/peers.py $(PEERS)

load: .venv/.ok
	$(BIN)/python benchmarks/load.py

gpu: .venv/.ok
	@$(BIN)/python benchmarks/gpu.py $(GPU)

# For a machine with a GPU and without a network, whose Python has GPU_PYTHON's version and torch.
gpu-kit: .venv/.ok
	@$(BIN)/python benchmarks/gpu_kit.py .gpu --python $(GPU_PYTHON)

# Otter needs wrapt below 2, but smart_open needs a newer one. So Otter gets a folder of its own, which
# uses .venv for everything else. If Otter cannot be installed, the benchmark says so and continues.
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
	@# Before the project had a name of its own on the index it was installed under this one.
	@rm -rf tutor.egg-info; $(BIN)/python -m pip uninstall --quiet --yes tutor 2> /dev/null
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch .venv/.ok

fuzz: .venv/.ok
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fuzz]'
	mkdir -p .tutor/fuzz
	$(BIN)/python tests/fuzz/wire.py -max_total_time=$(SECONDS_TO_FUZZ) .tutor/fuzz

clean:
	rm -rf .venv .tutor .gpu build *.egg-info
