"""Who is in the class: import a list, give codes to sign in with, change or remove people."""

import streamlit as st

from tutor.classroom.roster import Preview, RosterLine
from tutor.dashboard.parts.local import local
from tutor.dashboard.parts.tables import room_for
from tutor.dashboard.parts.wording import count, literal
from tutor.dashboard.sign_in import way
from tutor.dashboard.state import one_sentence, the_tutor
from tutor.learning.viewer import Role
from tutor.records.people import Person

roster = the_tutor().roster


def show_people(people: list[Person]) -> None:
    """The list, and the actions for one person."""
    room_for("roster", len(people)).dataframe(
        [
            {
                "Name": person.name,
                "Full name": person.full_name,
                "Section": person.section,
                "Role": person.role,
                "Has a code": person.has_code,
            }
            for person in people
        ],
        hide_index=True,
        height="stretch",
        alt="The roster: names, sections, roles, and who can sign in",
    )


@st.fragment
def show_one(people: list[Person]) -> None:
    """A new code or another role for one person; the code is shown only once."""
    with one_sentence():
        name = st.selectbox(
            "Person",
            [person.name for person in people],
            index=None,
            placeholder="Choose somebody",
            key="roster_person",
        )
        if name is None:
            return
        person = next(p for p in people if p.name == name)
        teaches = person.role == Role.INSTRUCTOR
        with st.container(horizontal=True):
            wants_code = st.button("New sign-in code", icon=":material/key:")
            other = "Make a learner" if teaches else "Make an instructor"
            if st.button(other, icon=":material/swap_horiz:"):
                roster.set_role(name, Role.LEARNER if teaches else Role.INSTRUCTOR)
                st.rerun()
            with st.popover("Change", icon=":material/edit:"):
                show_changes(person)
            with st.popover("Remove", icon=":material/person_remove:"):
                st.markdown(
                    f"{literal(name)} leaves the class and can no longer sign in. The work stays "
                    "in the records, and an import brings the person back."
                )
                if st.button(f"Remove {literal(name)}", key="roster_remove", type="primary"):
                    roster.remove([name])
                    st.rerun()
        if wants_code:
            code = the_tutor().sign_in.new_code(name)
            st.code(code, language=None)
            st.caption(
                f"Give this to {literal(name)} now: it is not shown again. Older codes and open "
                "sessions no longer work."
            )


def show_changes(person: Person) -> None:
    """Another name, full name or section; files under the old name stay theirs."""
    with st.form(f"roster_change:{person.name}", border=False):
        new = st.text_input("Name to sign in with", person.name, max_chars=100)
        full_name = st.text_input("Full name", person.full_name, max_chars=200)
        section = st.text_input("Section", person.section, max_chars=100)
        if st.form_submit_button("Save", type="primary"):
            if section != person.section:
                roster.move([person.name], section)
            roster.rename(person.name, new, full_name)
            st.rerun()


@st.fragment
def show_machines() -> None:
    """The machines that hand in from a terminal, and the button that withdraws one."""
    with one_sentence():
        machines = the_tutor().machines.all()
        if not machines:
            return
        st.header("Machines", anchor=False)
        st.caption("These hand in with `tutor submit`. A new sign-in code withdraws them too.")
        chosen = st.dataframe(
            [
                {
                    "Name": machine.learner,
                    "Machine": machine.name,
                    "Since": local(machine.since),
                    "Last used": local(machine.used),
                }
                for machine in machines
            ],
            hide_index=True,
            on_select="rerun",
            selection_mode="multi-row",
            key="machines",
            alt="The machines that may hand in, and for whom",
        )
        rows = chosen["selection"]["rows"]
        if st.button("Withdraw the selected", icon=":material/block:", disabled=not rows):
            for row in rows:
                the_tutor().machines.withdraw(machines[row].id)
            st.toast(f"{count(len(rows), 'machine')} withdrawn.", icon=":material/check:")
            st.rerun()


@st.fragment
def show_import() -> None:
    """A CSV file, what it would change line by line, and the button that changes it."""
    with one_sentence():
        uploaded = st.file_uploader(
            "A list from Canvas, Moodle, Gradescope, GitHub Classroom or Excel as CSV; or one "
            "whose first line names the columns: name (or email), full name, section, role",
            type=["csv", "tsv", "txt"],
            max_upload_size=2,
            key="roster_file",
        )
        if uploaded is None:
            return
        lines = roster.preview(uploaded.getvalue())
        _show_layout(lines)
        _show_lines(lines)
        good = [line for line in lines if line.person is not None]
        if good and st.button(f"Enrol {count(len(good), 'person')}", type="primary"):
            enrolled = roster.enrol(good)
            st.toast(f"{count(enrolled, 'person')} enrolled.", icon=":material/check:")
            st.rerun()


def _show_layout(found: Preview) -> None:
    """Which column became what."""
    said = [f"{literal(title)} → {used_as}" for title, used_as in found.used]
    st.markdown(f"Read as {literal(found.read_as)}: " + "; ".join(said) + ".")
    if found.unused:
        st.caption("Not used: " + ", ".join(map(literal, found.unused)))
    if found.left_out:
        st.caption(f"Left out: {literal(', '.join(found.left_out))}, who is no real student.")
    if found.absent:
        st.caption(
            f"On the roster but not in this file: {literal(', '.join(found.absent))}. They stay."
        )


def _show_lines(lines: Preview) -> None:
    bad = [line for line in lines if line.problem]
    if bad:
        said = "\n".join(f"- line {line.line}: {literal(line.problem)}" for line in bad[:20])
        st.warning(f"{count(len(bad), 'line')} cannot be imported:\n{said}", icon=":material/rule:")
    st.dataframe(
        [
            {
                "Line": line.line,
                "Name": line.person.name,
                "Full name": line.person.full_name,
                "Section": line.person.section,
                "Role": line.person.role,
                "Change": _change(line),
            }
            for line in lines
            if line.person is not None
        ],
        hide_index=True,
        alt="What the file would change",
    )


def _change(line: RosterLine) -> str:
    change = "is added" if line.is_new else "is updated" if line.is_changed else "stays"
    return f"{change}: {line.note}" if line.note else change


st.title("Roster", anchor=False)
people = roster.people()
if way() == "none":
    st.info(
        "This dashboard has no sign-in, so only this machine can open it. For a class, import the "
        "roster, give everybody a code, and start the dashboard with `tutor dashboard --sign-in "
        "codes`.",
        icon=":material/lock_open:",
    )
if people:
    st.caption(count(len(people), "person"))
    show_people(people)
    show_one(people)
else:
    st.markdown("The roster is empty. Import a list to begin.")
show_machines()
st.header("Import", anchor=False)
show_import()
