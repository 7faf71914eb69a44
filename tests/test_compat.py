"""fastai.vision imports beside a CPU-only torch, with nothing but the tutor installed."""

import subprocess
import sys

PROGRAM = """
import fastai.vision.all as vision
import torch, torchvision
assert torchvision.models.resnet18(weights=None)(torch.zeros(2, 3, 32, 32)).shape == (2, 1000)
print(vision.vision_learner.__name__)
"""


def test_fastai_vision_imports_in_a_bare_process() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["vision_learner"]


def test_no_face_imports_torch() -> None:
    """Faces ask the graders, which live in processes of their own."""
    program = (
        "import sys, tutor.cli.app, tutor.service, tutor.dashboard.shell, tutor.audit\n"
        "print([m for m in ('torch', 'fastai', 'nbgrader') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stderr
