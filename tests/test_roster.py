"""The roster and signing in: who may do what, and what a guesser, a thief and a typist get."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutor.classroom.roster import Roster
from tutor.classroom.sign_in import LIMIT, WAIT, WRONG, SignIn, TryLimit
from tutor.course import Course
from tutor.errors import Refused
from tutor.grading.graders import Graders
from tutor.grading.source import Source
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.people import Person, SignInTry
from tutor.sandbox.host.layers import Floor
from tutor.service import Tutor, default_floor

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEACHER = Viewer("turing", Role.INSTRUCTOR)
ADA, BOB = Viewer("ada", Role.LEARNER), Viewer("bob", Role.LEARNER)
CLASS = "name,Full Name,section,role\nada,Ada Lovelace,A,\nbob,Bob,B,student\nturing,,,teacher\n"


QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # where many codes are compared


def verdict(door: SignIn, name: str, code: str, address: str) -> str:
    """The sentence that a visitor reads; none for somebody who is signed in."""
    try:
        door.sign_in(name, code, address)
    except Refused as error:
        return str(error)
    return ""


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def roster(store: Store) -> Roster:
    roster = Roster(store, lambda: TEACHER)
    roster.enrol(roster.preview(CLASS))
    return roster


@pytest.fixture
def door(roster: Roster, store: Store, clock: Clock) -> SignIn:
    """The door of the class that is on the roster."""
    return SignIn(store, lambda: TEACHER, clock)


def test_a_roster_is_previewed_and_then_kept(roster: Roster) -> None:
    people = {person.name: person for person in roster.people()}
    assert people["ada"] == Person("ada", "learner", "Ada Lovelace", "A")
    assert people["turing"].role == Role.INSTRUCTOR
    again = roster.preview(CLASS.replace("Bob,B", "Robert,B") + "cyd,,,\n")
    assert [line.is_new for line in again] == [False, False, False, True]
    assert {p.name for p in roster.people()} == {"ada", "bob", "turing"}
    assert roster.enrol(again) == 4
    assert {p.full_name for p in roster.people()} == {"Ada Lovelace", "Robert", ""}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name,role\n,learner\n", "it has no name"),
        ("name,role\nada,\nada,\n", "is in the file twice"),
        ("name,role\nada,king\n", "is not learner or instructor"),
        ("name\n" + "a" * 101 + "\n", "longer than 100"),
        ('name\n"a\tb"\n', "invisible characters"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(roster: Roster, text: str, problem: str) -> None:
    lines = roster.preview(text)
    assert problem in lines[-1].problem
    assert lines[-1].person is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "empty"), ("\n\n", "empty"), ("x,y\n1,2\n", "has no column"), ("n" * 10**7, "long")],
)
def test_a_file_that_is_no_roster_is_refused(roster: Roster, text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        roster.preview(text)


@pytest.mark.parametrize("text", ["email;Section\na@b.c;1\n", "\ufeffE-Mail\tgroup\na@b.c\t1\n"])
def test_lists_of_other_systems_are_read(roster: Roster, text: str) -> None:
    (line,) = roster.preview(text)
    assert line.person == Person("a@b.c", "learner", "", "1")


@given(text=st.text(max_size=300))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
def test_no_text_breaks_the_import(roster: Roster, text: str) -> None:
    try:
        lines = roster.preview("name,role\n" + text)
    except Refused:
        return
    assert all((line.person is None) == bool(line.problem) for line in lines)


def test_a_code_signs_in_whatever_its_dashes_and_case(door: SignIn) -> None:
    code = door.new_code("ada")
    for typed in (code, code.upper(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert door.signed_in(door.sign_in(" ada ", typed, "1.2.3.4")) == ADA
    assert [p.has_code for p in door.records.all()] == [True, False, False]


def test_a_new_code_ends_the_old_one_and_its_sessions(door: SignIn) -> None:
    old = door.new_code("ada")
    token = door.sign_in("ada", old, "")
    new = door.new_code("ada")
    assert door.signed_in(token) is None
    with pytest.raises(Refused):
        door.sign_in("ada", old, "")
    assert door.signed_in(door.sign_in("ada", new, "")) == ADA


def test_wrong_names_and_wrong_codes_sound_the_same(door: SignIn) -> None:
    door.new_code("ada")
    said = set()
    for name, code in (("ada", "wrong"), ("nobody", "wrong"), ("bob", ""), ("", ""), ("ada", "")):
        with pytest.raises(Refused) as caught:
            door.sign_in(name, code, "")
        said.add(str(caught.value))
    assert said == {"The name or the code is wrong."}


def test_whoever_guesses_is_slowed_down_and_the_others_are_not(door: SignIn, clock: Clock) -> None:
    codes = {name: door.new_code(name) for name in ("ada", "bob")}
    for _ in range(10):
        with pytest.raises(Refused, match="name or the code"):
            door.sign_in("ada", "guess", "6.6.6.6")
    with pytest.raises(Refused, match="Too many tries"):
        door.sign_in("ada", codes["ada"], "6.6.6.6")
    assert door.sign_in("ada", codes["ada"], "1.1.1.1")
    assert door.sign_in("bob", codes["bob"], "6.6.6.6")
    clock.now += timedelta(minutes=16)
    assert door.sign_in("ada", codes["ada"], "6.6.6.6")


def test_an_address_that_tries_many_names_is_slowed_down(door: SignIn) -> None:
    door.hasher = QUICK
    code = door.new_code("ada")
    for number in range(LIMIT.names):
        with pytest.raises(Refused, match="name or the code"):
            door.sign_in(f"learner{number}", "guess", "6.6.6.6")
    with pytest.raises(Refused, match="Too many tries"):
        door.sign_in("ada", code, "6.6.6.6")
    assert door.sign_in("ada", code, "1.1.1.1")


@pytest.mark.parametrize(
    ("of_name", "names", "reached"),
    [
        (0, 0, False),
        (9, 1, False),
        (10, 1, True),
        (0, 50, False),
        (9, 299, False),
        (0, 300, True),
        (1, 10**6, True),
    ],
)
def test_the_limit_counts_wrong_codes_of_a_name_and_names(
    of_name: int, names: int, reached: bool
) -> None:
    assert LIMIT.is_reached(SignInTry(1, of_name, names)) is reached


def test_nobody_locks_a_class_out_behind_their_common_address(
    door: SignIn, roster: Roster, clock: Clock
) -> None:
    door.hasher = QUICK
    learners = [f"learner{number}" for number in range(120)]
    roster.enrol(roster.preview("\n".join(["name", *learners])))
    codes = {name: door.new_code(name) for name in learners}
    for name in ["invented", "ada", "bob", *learners[:20]]:  # somebody in the room guesses
        for _ in range(12):
            assert verdict(door, name, "guess", "10.0.0.1") in (WRONG, WAIT)
    for name in learners[20:]:
        assert verdict(door, name, "mistyped", "10.0.0.1") == WRONG
        assert verdict(door, name, codes[name], "10.0.0.1") == ""
    assert verdict(door, learners[0], codes[learners[0]], "10.0.0.1") == WAIT
    assert verdict(door, learners[0], codes[learners[0]], "10.0.0.2") == ""
    clock.now += timedelta(minutes=16)
    assert verdict(door, learners[0], codes[learners[0]], "10.0.0.1") == ""


def test_asking_again_does_not_make_the_wait_longer(door: SignIn, clock: Clock) -> None:
    code = door.new_code("ada")
    for _ in range(10):
        assert verdict(door, "ada", "guess", "") == WRONG
    for _ in range(15):
        assert verdict(door, "ada", code, "") == WAIT
        clock.now += timedelta(minutes=1)
    clock.now += timedelta(seconds=1)
    assert verdict(door, "ada", code, "") == ""


def test_a_new_code_ends_the_wait(door: SignIn) -> None:
    for _ in range(11):
        said = verdict(door, "ada", "guess", "10.0.0.1")
    assert said == WAIT
    assert verdict(door, "ada", door.new_code("ada"), "10.0.0.1") == ""


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "no address", False),
    ],
)
def test_a_visitor_has_a_whole_network_of_ipv6(
    door: SignIn, first: str, second: str, same: bool
) -> None:
    code = door.new_code("ada")
    for _ in range(10):
        verdict(door, "ada", "guess", first)
    assert verdict(door, "ada", code, second) == (WAIT if same else "")


HOME, SCHOOL = "10.0.0.1", "10.0.0.2"
# Who tries, from where, whether with their code, and how many minutes after the last one.
TRIES = st.lists(
    st.tuples(
        st.sampled_from(["ada", "bob", "eve", "fay", "gus"]),
        st.sampled_from([HOME, SCHOOL]),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([0, 0, 0, 1, 6]),
    ),
    max_size=30,
)


@dataclass(frozen=True)
class Heard:
    name: str
    address: str
    at: datetime
    said: str


def played(store: Store, tries: list[tuple[str, str, bool, int]], *places: str) -> list[Heard]:
    """What visitors at these places hear. Only ada and bob have a code; the limits are small."""
    clock = Clock()
    door = SignIn(store, lambda: TEACHER, clock, TryLimit(of_name=3, names=4))
    door.hasher = QUICK
    for name in ("ada", "bob", "eve", "fay", "gus"):
        for address in places:
            store.people.drop_tries(name, address)
    codes = {name: door.new_code(name) for name in ("ada", "bob")}
    heard = []
    for name, address, right, minutes in tries:
        clock.now += timedelta(minutes=minutes)
        if address in places:
            said = verdict(door, name, codes.get(name, "") if right else "guess", address)
            heard.append(Heard(name, address, clock.now, said))
    return heard


@given(tries=TRIES)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
def test_what_happens_elsewhere_changes_nothing_at_home(
    store: Store, roster: Roster, tries: list[tuple[str, str, bool, int]]
) -> None:
    both = played(store, tries, HOME, SCHOOL)
    assert [one for one in both if one.address == HOME] == played(store, tries, HOME)


@given(tries=TRIES)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
def test_an_address_hears_of_few_codes_and_few_names(
    store: Store, roster: Roster, tries: list[tuple[str, str, bool, int]]
) -> None:
    story = [one for one in played(store, tries, HOME, SCHOOL) if one.address == HOME]
    for last in story:
        window = [one for one in story if timedelta() <= last.at - one.at <= LIMIT.window]
        inside = {one.name for one in window if one.said == ""}
        wrong = Counter(one.name for one in window if one.said == WRONG and one.name not in inside)
        assert len(wrong) <= 4
        assert max(wrong.values(), default=0) <= 3


def test_right_codes_do_not_count_as_tries(door: SignIn) -> None:
    code = door.new_code("ada")
    for _ in range(60):
        assert door.sign_in("ada", code, "1.1.1.1")


def test_what_a_list_does_not_say_stays_as_it_is(roster: Roster) -> None:
    roster.enrol(roster.preview("name\nturing\nada\n"))
    people = {person.name: person for person in roster.people()}
    assert people["turing"].role == Role.INSTRUCTOR
    assert people["ada"] == Person("ada", "learner", "Ada Lovelace", "A")
    with pytest.raises(Refused, match="no instructor left"):
        roster.enrol(roster.preview("name,role\nturing,learner\n"))


@pytest.mark.parametrize("twin", ["Turing", "\uff54uring", "tur\ufe01ing", "tu\u200bring"])
def test_a_name_that_looks_like_another_is_not_enrolled(roster: Roster, twin: str) -> None:
    (line,) = roster.preview(f"name\n{twin}\n")
    assert line.problem


def test_sessions_end(door: SignIn, clock: Clock) -> None:
    token = door.sign_in("ada", door.new_code("ada"), "")
    assert door.signed_in(token) == ADA
    door.sign_out(token)
    assert door.signed_in(token) is None
    token = door.sign_in("ada", door.new_code("ada"), "")
    clock.now += timedelta(days=15)
    assert door.signed_in(token) is None
    for nonsense in (None, "", "x", "x" * 10**6, "\ud800", "' OR 1=1 --"):
        assert door.signed_in(nonsense) is None


def test_neither_codes_nor_tokens_are_in_the_records(door: SignIn, store: Store) -> None:
    code = door.new_code("ada")
    token = door.sign_in("ada", code, "")
    kept = f"{store.people.code_hash('ada')}"
    assert kept.startswith("$argon2id$")
    assert code.replace("-", "") not in kept
    assert store.people.who(token, NOON) is None


def test_the_last_instructor_stays(roster: Roster) -> None:
    with pytest.raises(Refused, match="only instructor"):
        roster.set_role("turing", Role.LEARNER)
    roster.set_role("ada", Role.INSTRUCTOR)
    roster.set_role("turing", Role.LEARNER)
    with pytest.raises(Refused, match="nobody called"):
        roster.set_role("nobody", Role.INSTRUCTOR)


@pytest.mark.parametrize(
    "ask",
    [
        lambda t: t.roster.people(),
        lambda t: t.roster.preview(CLASS),
        lambda t: t.roster.enrol([]),
        lambda t: t.sign_in.new_code("ada"),
        lambda t: t.roster.set_role("ada", Role.INSTRUCTOR),
    ],
)
def test_a_learner_changes_nothing(
    roster: Roster, seen_by: Callable[[Viewer], Tutor], ask: Callable[[Tutor], Any]
) -> None:
    with pytest.raises(Refused, match="for instructors"):
        ask(seen_by(ADA))


@pytest.fixture
def seen_by(course: Course, store: Store, graders: Graders) -> Callable[[Viewer], Tutor]:
    return lambda viewer: Tutor(course, store, graders, lambda: viewer)


def test_a_learner_sees_and_does_nothing_of_somebody_else(
    seen_by: Callable[[Viewer], Tutor], store: Store
) -> None:
    mine = seen_by(ADA).store.add_submission("ada", "dropout", "dropout.py", "x = 1\n")
    sitting = seen_by(ADA).sittings.sit("ada")
    bob = seen_by(BOB)
    asked: list[Callable[[], Any]] = [
        lambda: bob.submissions.attempt(mine),
        lambda: bob.submissions.submission(mine),
        lambda: bob.submissions.attempts("ada"),
        lambda: bob.path.steps("ada"),
        lambda: bob.path.hints("ada", "dropout"),
        lambda: bob.path.take_hint("ada", "dropout"),
        lambda: bob.afterwards.solutions("ada", "dropout"),
        lambda: bob.afterwards.picture("ada", "dropout"),
        lambda: bob.submissions.hand_in("ada", "dropout", Source("dropout.py", "x = 2\n")),
        lambda: bob.sittings.sit("ada"),
        lambda: bob.sittings.next(sitting.id, "ada"),
        lambda: bob.sittings.next(sitting.id, "bob"),
        lambda: bob.sittings.finish(sitting.id, "ada"),
        lambda: bob.concepts.all("ada"),
        lambda: bob.sittings.waiting("ada"),
        lambda: bob.questions.statistics(),
        lambda: bob.questions.option_counts("predict/first-device"),
        lambda: bob.questions.frozen(None, 1),
        lambda: bob.questions.refit(),
    ]
    for ask in asked:
        with pytest.raises(Refused):
            ask()
    assert len(store.attempts()) == 1
    assert seen_by(ADA).submissions.attempt(mine).learner == "ada"
    assert seen_by(TEACHER).submissions.submission(mine).source == "x = 1\n"


def test_a_class_asks_for_more_isolation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUTOR_REQUIRE_ISOLATION", raising=False)
    monkeypatch.delenv("TUTOR_SIGN_IN", raising=False)
    assert default_floor() is Floor.PROCESS
    monkeypatch.setenv("TUTOR_SIGN_IN", "codes")
    assert default_floor() is Floor.KERNEL
    monkeypatch.setenv("TUTOR_REQUIRE_ISOLATION", "full")
    assert default_floor() is Floor.FULL
