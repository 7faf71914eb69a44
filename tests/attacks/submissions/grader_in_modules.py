# attack: look for the suite, the reference or the grader among the loaded modules and the objects
# stopped by: the boundary: the box never held them
# expect: full marks
# rules: none
import gc
import importlib
import sys
import types

NAMES = ["reference", "suite", "mistakes", "tutor.grading", "tutor.grading.compare", "tutor.records",
         "tutor.course", "tutor.content.graders", "tutor.content.solutions", "graders", "solutions",
         "tests"]


def forward_linear(X, W, b):
    for name in NAMES:
        try:
            module = importlib.import_module(name)
        except (ImportError, OSError):
            continue
        if getattr(module, "__file__", None) is not None:
            raise RuntimeError(f"imported {name}")
    strange = [n for n in sys.modules if n.startswith(("tutor.grading", "tutor.course", "suite_"))]
    strange += [f.__name__ for f in gc.get_objects()
                if isinstance(f, types.FunctionType) and f.__name__.startswith("test_values")]
    if strange:
        raise RuntimeError(f"found {strange}")
    return X @ W + b
