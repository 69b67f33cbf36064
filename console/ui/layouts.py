"""Layouts with names: kept for a role, written to files for others, read from theirs."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from console.domain.roles import Role
from console.ui.commands import Command
from console.ui.saved_layout import LayoutError, SavedLayout, read_layout, write_layout

SUFFIX: Final = ".layout.json"
_NAME: Final = re.compile(r"[\w\- ]{1,40}")


class Layouts:
    """What a person can do with layouts.

    Parameters
    ----------
    folder : Path or None
        Where this role's layouts are kept; None where nothing is to be kept.
    now, apply : callable
        Return how the console is arranged, and arrange it.
    say : callable
        Shows a line of words.
    """

    def __init__(
        self,
        window: QWidget,
        folder: Path | None,
        role: Role,
        now: Callable[[], SavedLayout],
        apply: Callable[[SavedLayout], None],
        say: Callable[[str], None],
    ) -> None:
        self._window = window
        self._folder = folder
        self._role = role
        self._now = now
        self._apply = apply
        self._say = say

    @property
    def names(self) -> list[str]:
        """The layouts there are."""
        found = self._folder.glob(f"*{SUFFIX}") if self._folder is not None else ()
        return sorted(path.name.removesuffix(SUFFIX) for path in found)

    def commands(self) -> list[Command]:
        """Return what can be asked for."""
        return [
            Command(name="Keep this layout under a name …", act=self._ask_name),
            Command(name="Write this layout to a file …", act=self._ask_write),
            Command(name="Read a layout from a file …", act=self._ask_read),
            *(
                Command(name=f"Layout {name}", act=partial(self.choose, name))
                for name in self.names
            ),
        ]

    def keep(self, name: str) -> None:
        """Keep the present layout under a name."""
        if self._folder is None or not _NAME.fullmatch(name):
            self._say(f"'{name}' cannot be a layout's name: letters, figures, spaces, up to 40.")
        else:
            self.write(self._folder / f"{name}{SUFFIX}")

    def choose(self, name: str) -> None:
        """Arrange the console as it was when that name was given."""
        if self._folder is not None:
            self.read(self._folder / f"{name}{SUFFIX}")

    def write(self, path: Path) -> None:
        """Write the present layout to a file, and say so or why not."""
        try:
            write_layout(self._now(), path, self._role)
        except LayoutError as error:
            self._say(str(error))
        else:
            self._say(f"Layout kept in {path}.")

    def read(self, path: Path) -> None:
        """Arrange the console as a file says, or say everything that is wrong with it."""
        try:
            layout = read_layout(path)
        except LayoutError as error:
            self._say(str(error))
        else:
            self._apply(layout)
            self._say(f"Arranged as in {path.name}.")

    def _ask_name(self) -> None:
        name, is_given = QInputDialog.getText(self._window, "Keep this layout", "Its name:")
        if is_given:
            self.keep(name.strip())

    def _ask_write(self) -> None:
        suggested, kinds = f"{self._role}{SUFFIX}", f"Layouts (*{SUFFIX})"
        path, _kind = QFileDialog.getSaveFileName(self._window, "Write layout", suggested, kinds)
        if path:
            self.write(Path(path))

    def _ask_read(self) -> None:
        kinds = f"Layouts (*{SUFFIX});;Any file (*)"
        path, _kind = QFileDialog.getOpenFileName(self._window, "Read layout", "", kinds)
        if path:
            self.read(Path(path))
