"""Landlock: which files a box can read and write. Needs Linux 5.13; no privilege.

A ruleset is built once in the zygote; a box applies it with one call and can never widen it.
Constants are those of `linux/landlock.h`.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from tutor.sandbox.protocol.kernel import syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REGULAR = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_READ_TREE = _EXECUTE | _READ_FILE | _READ_DIR
_WRITE_TREE = _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REGULAR
_USE_TREE = _READ_FILE | _READ_DIR | _WRITE_TREE | _REFER | _TRUNCATE

# All file rights that each ABI knows: 13 at first, then refer, truncate and device ioctl.
_HANDLED = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
_NETWORK_TCP = 0b11
_SCOPE_SOCKETS_AND_SIGNALS = 0b11


def abi() -> int:
    """The kernel's Landlock version, 0 where there is none."""
    try:
        return syscall(_CREATE_RULESET, 0, 0, _VERSION_FLAG)
    except OSError:
        return 0


def create_ruleset(
    trees: Iterable[Path],
    files: Iterable[Path],
    devices: Iterable[Path] = (),
    writable: Iterable[Path] = (),
) -> int | None:
    """Return the descriptor of a ruleset, or None where the kernel has no Landlock.

    `trees` may be read with everything below them, `files` may be read, `devices` may be read,
    written and controlled; in the folders of `writable` files and folders may be made and used.
    Everything else, and every TCP port, is refused.
    """
    version = abi()
    if version == 0:
        return None
    handled = _HANDLED[min(version, 5)]
    attributes = struct.pack("=Q", handled)
    if version >= 4:
        attributes += struct.pack("=Q", _NETWORK_TCP)
    if version >= 6:
        attributes += struct.pack("=Q", _SCOPE_SOCKETS_AND_SIGNALS)
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    ruleset = syscall(_CREATE_RULESET, buffer, len(attributes), 0)
    for paths, access in (
        (trees, _READ_TREE),
        (files, _READ_FILE),
        (devices, _READ_FILE | _READ_DIR | _WRITE_FILE | _IOCTL_DEV),
        (writable, _USE_TREE),
    ):
        for path in paths:
            _allow(ruleset, path, access & handled)
    return ruleset


def _allow(ruleset: int, path: Path, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            access &= ~_READ_DIR
        rule = struct.pack("=Qi", access, descriptor)
        buffer = ctypes.create_string_buffer(rule, len(rule))
        syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, buffer, 0)
    finally:
        os.close(descriptor)


def restrict_self(ruleset: int) -> None:
    """Apply the ruleset to this process for good. Needs no_new_privs."""
    syscall(_RESTRICT_SELF, ruleset, 0)
