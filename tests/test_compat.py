"""fastai.vision imports beside a CPU-only torch where we import it, and no other import changes."""

import subprocess
import sys
from importlib import import_module
from pkgutil import walk_packages

PROGRAM = """
from tutor.sandbox.protocol.vision import declare_missing_operators
declare_missing_operators()
declare_missing_operators()
import fastai.vision.all as vision
import torch, torchvision
assert torchvision.models.resnet18(weights=None)(torch.zeros(2, 3, 32, 32)).shape == (2, 1000)
print(vision.vision_learner.__name__)
"""


def test_fastai_vision_imports_once_its_operators_are_declared() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["vision_learner"]


def test_nothing_of_ours_is_loaded_when_somebody_imports_torch() -> None:
    program = "import sys, torch; print([m for m in sys.modules if m.partition('.')[0] == 'tutor'])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stderr


def modules_of(package: str) -> list[str]:
    """What can be imported of a package; a page of the dashboard is a script."""
    found = walk_packages(import_module(package).__path__, f"{package}.")
    return [module.name for module in found if ".page_" not in module.name]


def test_no_face_imports_torch() -> None:
    """Faces ask the graders, which live in processes of their own."""
    faces = "cli", "dashboard", "audit", "learning", "classroom", "bridges"
    modules = [module for face in faces for module in modules_of(f"tutor.{face}")]
    program = (
        f"import sys, tutor.service, {', '.join(modules)}\n"
        "print([m for m in ('torch', 'fastai', 'nbgrader') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stderr
