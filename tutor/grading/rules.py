"""What is not in the box of an exercise: as the sandbox takes it, and in words for a learner."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from tutor.course import Exercise, Policy
from tutor.errors import CourseError
from tutor.sandbox.protocol.absent import Rules
from tutor.sandbox.protocol.families import FAMILIES

_NAMES_SHOWN = 4


def rules_of(policy: Policy) -> Rules:
    """The policy in the sandbox's own terms."""
    return Rules(**asdict(policy))


def require_known_families(exercise: Exercise) -> None:
    """Raise CourseError for a family that does not exist: it would allow nothing."""
    policies = [exercise.policy, *(exercise.rules(task.n) for task in exercise.tasks)]
    named = {word for policy in policies for word in policy.allow}
    if unknown := sorted(named - FAMILIES):
        raise CourseError(
            f"{exercise.folder / 'exercise.toml'} allows '{unknown[0]}', which is not a family of "
            f"operators. Choose from: {', '.join(sorted(FAMILIES))}."
        )


def in_words(exercise: Exercise) -> list[str]:
    """What a learner has to know of the rules: a sentence for each task that differs.

    Empty for an exercise in which everything is there.
    """
    sentences = {task.n: _sentence(exercise.rules(task.n)) for task in exercise.tasks}
    said = set(sentences.values())
    if len(said) == 1:
        return [sentence for sentence in said if sentence]
    return [f"Task {n}: {sentence}" for n, sentence in sentences.items() if sentence]


def _sentence(policy: Policy) -> str:
    if rules_of(policy).nothing_is_absent:
        return ""
    absent = [f"`{name}`" for name in _best_known(policy.forbid)]
    if len(policy.forbid) > len(absent):
        absent.append("their kin")
    if not policy.graph:
        absent.append("automatic gradients (autograd)")
    sentence = f"Not here, because writing it is your task: {_listed(absent)}." if absent else ""
    if policy.allow:
        besides = f" and {_listed(policy.modules)}" if policy.modules else ""
        sentence += f" The rest of torch's arithmetic{besides} is here."
    return sentence.strip()


def _best_known(names: Sequence[str]) -> list[str]:
    """A few names, those of modules and functions first: most people look for these."""
    places = ("torch.nn.functional.", "torch.nn.", "torch.optim.", "torch.utils.", "torch.")
    known = [n for place in places for n in names if n.rpartition(".")[0] + "." == place]
    return list(dict.fromkeys([*known, *names]))[:_NAMES_SHOWN]


def _listed(words: Iterable[str]) -> str:
    """`a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
