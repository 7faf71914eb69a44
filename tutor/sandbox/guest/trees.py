"""What a zygote and its boxes have to read: Python, its packages and the system's libraries.

Landlock says with this list what a box may read; the view of the file system holds nothing else.
"""

import importlib.util
import os
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import tutor

PACKAGE = Path(tutor.__file__).resolve().parent
SYSTEM = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64")


def readable(hidden: Sequence[Path]) -> list[Path]:
    """What a box may read: neither the tutor nor what is hidden, wherever it lies.

    A course may be installed among the packages, and Landlock cannot take a folder out of a tree
    that it allows. So a folder that holds something hidden is allowed entry by entry.
    """
    out = [PACKAGE, *(path.resolve() for path in hidden)]
    trees = []
    for folder in _folders():
        trees += _without(folder, out)
    return trees


def needed(preload: Iterable[str], hidden: Sequence[Path]) -> list[Path]:
    """What the zygote has to read when it starts, as whole folders; hidden ones may lie in them.

    A checkout that is on the path and holds something hidden is left out. What is imported from
    one, by whatever kind of editable install, is there as a package alone.
    """
    out = [path.resolve() for path in hidden]
    folders = [f for f in _folders() if not (_is_checkout(f) and _holds(f.resolve(), out))]
    return [PACKAGE, *folders, *_packages(preload)]


def of_packages() -> list[Path]:
    """Where installed packages lie, the system's own ones too."""
    standard = Path(sysconfig.get_path("stdlib"))
    system = [path for folder in SYSTEM for path in Path(folder).glob("python3*/dist-packages")]
    return [
        folder
        for folder in {*system, *(Path(p) for p in [*site.getsitepackages(), *sys.path] if p)}
        if folder.is_dir() and folder != standard and folder not in standard.parents
        if folder.name in ("site-packages", "dist-packages") or standard not in folder.parents
    ]


def _folders() -> set[Path]:
    system = [Path(p) for p in SYSTEM]
    standard = [Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix, "lib")]
    packages = [Path(p) for p in [*site.getsitepackages(), *sys.path] if p]
    return {folder for folder in [*system, *standard, *packages] if folder.is_dir()}


def _packages(names: Iterable[str]) -> Iterator[Path]:
    """The folders of these packages, and of all that setuptools' editable installs know."""
    for name in names:
        spec = importlib.util.find_spec(name.partition(".")[0])
        if spec is not None and spec.submodule_search_locations:
            yield from map(Path, spec.submodule_search_locations)
        elif spec is not None and spec.origin and Path(spec.origin).is_file():
            yield Path(spec.origin)
    for name, module in list(sys.modules.items()):
        if name.startswith("__editable__"):
            places = getattr(module, "MAPPING", {})
            # What lies in a package of another name, as a course does in the tutor, is not code.
            yield from (Path(place) for package, place in places.items() if "." not in package)


def _without(folder: Path, hidden: Sequence[Path]) -> list[Path]:
    """The folder itself, or its entries one by one where something hidden lies inside it."""
    resolved = folder.resolve()
    if any(resolved == path or path in resolved.parents for path in hidden):
        return []
    if not _holds(resolved, hidden):
        return [folder]
    if not os.access(folder, os.R_OK | os.X_OK) or _is_checkout(folder):
        return []  # not for this user; of a checkout nothing is for a box
    entries = []
    for entry in sorted(folder.iterdir()):
        entries += _without(entry, hidden) if entry.is_dir() else [entry]
    return entries


def _holds(resolved: Path, hidden: Sequence[Path]) -> bool:
    return any(resolved in path.parents for path in hidden)


def _is_checkout(folder: Path) -> bool:
    return (folder / "pyproject.toml").exists()
