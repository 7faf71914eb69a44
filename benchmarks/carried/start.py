"""Run the check of a GPU with the wheels beside this file and the torch of this Python.

The options are those of benchmarks/gpu.py. A box gets no PYTHONPATH, so the packages have to lie in
an environment: it is made in a temporary folder, and this Python is left as it was.
"""

import os
import re
import subprocess
import sys
import tempfile
import venv
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

KIT = Path(__file__).resolve().parent
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def require_fitting(wheels: list[Path]) -> None:
    """Fail with a sentence where it could not run with this Python."""
    tag = f"-cp{VERSION.replace('.', '')}-"
    compiled = [wheel.name for wheel in wheels if re.search(r"-cp3\d+-cp3\d+-", wheel.name)]
    if any(tag not in name for name in compiled):
        sys.exit(
            f"These wheels are not for Python {VERSION}. Make them with: "
            f"make gpu-kit GPU_PYTHON={VERSION}"
        )
    if find_spec("torch") is None:
        sys.exit(f"{sys.executable} has no torch. Run this with the Python that has it.")


def furnish(folder: Path, wheels: list[Path]) -> Path:
    """Make an environment of the wheels and, after them, of all that this Python imports from."""
    venv.create(folder, with_pip=False, symlinks=True)
    site = folder / "lib" / f"python{VERSION}" / "site-packages"
    for wheel in wheels:
        ZipFile(wheel).extractall(site)
    others = [path for path in sys.path if Path(path).is_dir() and Path(path).resolve() != KIT]
    (site / "others.pth").write_text("\n".join(others) + "\n")
    return folder / "bin" / "python"


def main() -> int:
    wheels = sorted((KIT / "wheels").glob("*.whl"))
    require_fitting(wheels)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    with tempfile.TemporaryDirectory() as folder:
        python = furnish(Path(folder), wheels)
        check = KIT / "benchmarks" / "gpu.py"
        options = ["--out", ".", *sys.argv[1:]]
        return subprocess.run([python, check, *options], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
