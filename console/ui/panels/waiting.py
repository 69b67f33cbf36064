"""What a console shows before the server has answered: what it waits for and what to type."""

from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from console.client.desk import Changes
from console.client.mirror import Step
from console.ui.seat import Panel, Seat

HERE: Final = ("127.0.0.1", "localhost", "::1")
_MISSION: Final = "meridian-1"


class Waiting(Panel):
    """Names the endpoint waited for, what to type, and the server's complaint if it has one.

    Parameters
    ----------
    server : str
        The endpoint, ``tcp://HOST:PORT``.
    """

    def __init__(self, seat: Seat, server: str) -> None:
        super().__init__()
        self._seat = seat
        self._server = server
        self._heading, self._words, self._complaint = QLabel(), QLabel(), QLabel()
        self._heading.setObjectName("heading")
        self._words.setObjectName("dim")
        self.commands = commands_for(server, str(seat.desk.role))
        self._ways = QWidget()
        rows = QVBoxLayout(self)
        rows.setSpacing(12)
        rows.addStretch(2)
        for label in (self._heading, self._words):
            self._add(rows, label)
        self._lay_out_ways()
        rows.addWidget(self._ways, 0, Qt.AlignmentFlag.AlignHCenter)
        self._add(rows, self._complaint)
        rows.addStretch(3)
        self.refresh(Changes())

    @property
    def heading(self) -> str:
        """How far the console has come."""
        return self._heading.text()

    @property
    def words(self) -> str:
        """What the person can do."""
        return self._words.text()

    @property
    def complaint(self) -> str:
        """What the server refused, empty if nothing."""
        return self._complaint.text()

    def refresh(self, _changes: Changes) -> None:
        """Say how far the console has come."""
        desk = self._seat.desk
        is_waiting = desk.step is Step.WAITING
        self._ways.setVisible(is_waiting)
        if is_waiting:
            self._heading.setText(f"Waiting for the mission server at {self._server}")
            self._words.setText(
                "Nothing was heard from it yet. This window goes on by itself as soon as it is.\n"
                "Type one of these in a terminal; a command can be selected and copied:"
            )
        else:
            self._heading.setText(f"The mission server at {self._server} was heard")
            self._words.setText("Asking it for the mission and for what has happened so far …")
        self._complaint.setText(f"The server says: {desk.complaint}" if desk.complaint else "")

    def _lay_out_ways(self) -> None:
        grid = QGridLayout(self._ways)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for row, (command, purpose) in enumerate(self.commands.items()):
            typed, why = QLabel(command), QLabel(purpose)
            why.setObjectName("dim")
            typed.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            typed.setAccessibleName(f"{purpose}: {command}")
            grid.addWidget(why, row, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(typed, row, 1)

    @staticmethod
    def _add(rows: QVBoxLayout, label: QLabel) -> None:
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setWordWrap(True)
        rows.addWidget(label)


def commands_for(server: str, role: str) -> dict[str, str]:
    """Return what brings a server to an endpoint, or the console to another one, with why."""
    if urlsplit(server).hostname in HERE:
        return {
            f"cupola server --mission {_MISSION} --listen {server}": "the server alone, here",
            f"cupola simulate --mission {_MISSION}": "and telemetry for it, simulated",
            f"cupola run --mission {_MISSION}": "or a whole day on this machine, consoles too",
            f"cupola console --role {role} --server tcp://HOST:7700": "or look at another server",
        }
    listen = f"tcp://0.0.0.0:{urlsplit(server).port}"
    return {
        f"cupola server --mission {_MISSION} --listen {listen} --keys": "on that machine",
        f"cupola console --role {role} --server {server} --keys": "here, for it has keys",
        f"cupola console --role {role} --server tcp://HOST:7700": "or look at another server",
    }
