"""What a console shows before the server has answered: what it waits for and what to do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout

from console.client.desk import Changes
from console.client.mirror import Step
from console.ui.seat import Panel, Seat


class Waiting(Panel):
    """Names the endpoint waited for, what to type, and the server's complaint if it has one."""

    def __init__(self, seat: Seat, server: str) -> None:
        super().__init__()
        self._seat = seat
        self._server = server
        self._heading, self._words, self._complaint = QLabel(), QLabel(), QLabel()
        self._heading.setObjectName("heading")
        self._words.setObjectName("dim")
        rows = QVBoxLayout(self)
        rows.setSpacing(12)
        rows.addStretch(2)
        for label in (self._heading, self._words, self._complaint):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setWordWrap(True)
            rows.addWidget(label)
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
        if desk.step is Step.WAITING:
            self._heading.setText(f"Waiting for the mission server at {self._server}")
            self._words.setText(
                "Nothing was heard from it yet. This window goes on by itself as soon as it is.\n\n"
                "Start one on this machine with:    cupola run --mission meridian-1\n"
                "or look at another one with:    "
                f"cupola console --role {desk.role} --server tcp://HOST:PORT"
            )
        else:
            self._heading.setText(f"The mission server at {self._server} was heard")
            self._words.setText("Asking it for the mission and for what has happened so far …")
        self._complaint.setText(f"The server says: {desk.complaint}" if desk.complaint else "")
