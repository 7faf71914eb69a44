"""The zygotes of one grader: one for each device and preload, and furnished ones for rules."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path

from tutor.errors import TutorError
from tutor.sandbox.host.absence import require_absence
from tutor.sandbox.host.launch import Launched, launch
from tutor.sandbox.host.layers import Floor
from tutor.sandbox.host.trial import require
from tutor.sandbox.host.zygote import Zygote
from tutor.sandbox.protocol.absent import Rules

# Furnished zygotes that are kept. Each has some 70 MB that it shares with nobody.
MAX_FURNISHED = 8

Kind = tuple[str, tuple[str, ...]]
"""A device, and the modules that are imported before any box is made."""


_FIRST: Kind = ("cpu", ())  # what a grader starts before it knows what it will grade


class Zygotes:
    """Starts zygotes when they are needed, tries them out, and keeps them."""

    def __init__(
        self,
        launched: Launched | None,
        floor: Floor,
        hidden: Sequence[Path],
        furnished: Mapping[Rules, Launched],
    ) -> None:
        self.launched = launched
        self.asked_for = dict(furnished)
        self.floor = floor
        self.hidden = hidden
        self.running: dict[Kind, Zygote] = {}
        self.furnished: dict[tuple[Kind, Rules], Zygote] = {}

    def of(
        self, device: str, preload: Sequence[str], sets: Collection[Rules]
    ) -> dict[Rules, Zygote]:
        """The zygotes that make the boxes of these rules, each tried out on first use."""
        kind = (device, tuple(preload))
        plain = self.plain(device, preload)
        wanted = {rules for rules in sets if not rules.nothing_is_absent}
        kept = {rules: zygote for rules in wanted if (zygote := self._taken(kind, rules))}
        new = {rules: self._asked(kind, rules, plain) for rules in wanted - set(kept)}
        for zygote in new.values():
            _try_out(zygote, require_absence)
        # The last ones are those that were used last.
        self.furnished |= {(kind, rules): zygote for rules, zygote in (kept | new).items()}
        while len(self.furnished) > max(MAX_FURNISHED, len(wanted)):
            self.furnished.pop(next(iter(self.furnished))).close()
        return {rules: self.furnished.get((kind, rules), plain) for rules in sets}

    def _taken(self, kind: Kind, rules: Rules) -> Zygote | None:
        """The furnished zygote for these rules if there is one that lives, out of those kept."""
        zygote = self.furnished.pop((kind, rules), None)
        if zygote is not None and not zygote.alive:
            zygote.close()
            return None
        return zygote

    def _asked(self, kind: Kind, rules: Rules, plain: Zygote) -> Zygote:
        """A new furnished zygote, which makes itself ready in a process of its own meanwhile."""
        early = self.asked_for.pop(rules, None) if kind == _FIRST else None
        return Zygote(early, rules) if early is not None else plain.furnish(rules)

    def plain(self, device: str, preload: Sequence[str] = ()) -> Zygote:
        """The running zygote in which nothing is absent; torch and `preload` are imported there."""
        kind = (device, tuple(preload))
        zygote = self.running.get(kind)
        if zygote is not None and zygote.alive:
            return zygote
        early = None
        if kind == _FIRST:
            early, self.launched = self.launched, None
        zygote = Zygote(early or launch(device, preload, self.hidden))
        _try_out(zygote, partial(require, self.floor))
        self.running[kind] = zygote
        return zygote

    def all(self) -> tuple[Zygote, ...]:
        """Those that run, the furnished ones first."""
        return (*self.furnished.values(), *self.running.values())

    def close(self) -> None:
        for rules, early in self.asked_for.items():
            Zygote(early, rules).close()
        if self.launched is not None:
            Zygote(self.launched).close()
        for zygote in self.all():
            zygote.close()


def _try_out(zygote: Zygote, require: Callable[[Zygote], None]) -> None:
    """Close the zygote and raise what is wrong with it, before anything is graded in its boxes."""
    try:
        require(zygote)
    except TutorError:
        zygote.close()
        raise
