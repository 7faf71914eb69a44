"""`tutor watch` in a terminal: one full screen, its keys, and the files of the workspace."""

import asyncio
import os
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from rich.console import Console
from watchfiles import awatch

from tutor.cli.watch.watch import WatchedExercise, first_exercise
from tutor.errors import Refused, TutorError
from tutor.service import Tutor

# The time in which several events of one save count as one; editors write, rename and touch.
_DEBOUNCE, _STEP = 60, 15  # milliseconds
# Notifications do not work on every network drive, so the file is also looked at now and then.
_SECONDS_BETWEEN_LOOKS = 1.0


def watch(tutor: Tutor, learner: str, slug: str | None, folder: Path) -> None:
    """Show the screen until somebody quits. Raises Refused without a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refused(
            "`tutor watch` needs a terminal. Without one, run `tutor check EX` after each save."
        )
    exercise = first_exercise(tutor, learner, slug, folder)
    asyncio.run(_Screen(tutor, learner).show(exercise.slug, folder))


class _Screen:
    """Draws a watch, and hands it what happens."""

    def __init__(self, tutor: Tutor, learner: str) -> None:
        self.tutor = tutor
        self.learner = learner
        self.submitting: asyncio.Task[None] | None = None
        text = FormattedTextControl(self._text, show_cursor=False)
        self.application: Application[None] = Application(
            layout=Layout(Window(text, wrap_lines=False)),
            key_bindings=self._keys(),
            full_screen=True,
        )

    async def show(self, slug: str, folder: Path) -> None:
        exercise = self.tutor.course.exercise(slug)
        redraw = self.application.invalidate
        self.watch = WatchedExercise(self.tutor, self.learner, exercise, folder, redraw)
        tasks = [
            asyncio.create_task(self.watch.keep_checking()),
            asyncio.create_task(self._follow(folder)),
            asyncio.create_task(self._look_now_and_then()),
        ]
        for task in tasks:
            task.add_done_callback(self._end_with)
        try:
            await self.application.run_async()
        finally:
            for task in tasks:
                task.cancel()

    def _end_with(self, task: asyncio.Task[None]) -> None:
        """A screen that is not fed any more would show old marks for ever."""
        if not task.cancelled() and (error := task.exception()) and self.application.is_running:
            self.application.exit(exception=error)

    async def _follow(self, folder: Path) -> None:
        async for changes in awatch(folder, debounce=_DEBOUNCE, step=_STEP):
            self.watch.saved(Path(path) for _, path in changes)

    async def _look_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            self.watch.look()

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        keys.add("h")(lambda _: self._try(lambda: self.watch.turn_to_hints(self._console())))
        keys.add("l")(lambda _: self._try(lambda: self.watch.turn_to_path(self._console())))
        keys.add("n")(lambda _: self._try(self.watch.next))
        keys.add("r")(lambda _: self.watch.run())
        keys.add("s")(self._submit)
        for key in ("q", "c-c", "c-d"):
            keys.add(key)(lambda event: event.app.exit())
        return keys

    def _try(self, action: Callable[[], None]) -> None:
        """The records may be busy, or gone: that is said, and the screen stays."""
        try:
            action()
        except TutorError as error:
            self.watch.say(str(error))

    def _submit(self, _: KeyPressEvent) -> None:
        if self.submitting is None or self.submitting.done():
            self.submitting = asyncio.ensure_future(self.watch.submit())

    def _text(self) -> ANSI:
        console = self._console()
        rows = self.application.output.get_size().rows
        with console.capture() as captured:
            for line in self.watch.lines(console, rows):
                console.print(line, soft_wrap=True)
        return ANSI(captured.get().rstrip("\n"))

    def _console(self) -> Console:
        columns = self.application.output.get_size().columns
        return Console(
            file=StringIO(),
            force_terminal=True,
            color_system="standard",
            no_color="NO_COLOR" in os.environ,
            width=columns,
            highlight=False,
            markup=False,
            emoji=False,
        )
