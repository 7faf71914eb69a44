"""One name for one thing: no two classes of the package are called the same."""

import ast
from collections import Counter
from pathlib import Path

import tutor

ROOT = Path(tutor.__file__).parent


def test_no_two_classes_have_one_name() -> None:
    files = [file for file in ROOT.rglob("*.py") if "class" not in file.relative_to(ROOT).parts]
    assert len(files) > 150
    names = Counter(
        node.name
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name: count for name, count in names.items() if count > 1} == {}
