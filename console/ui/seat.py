"""What every part of one console's window is given: its desk, its look, its ways to ask."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.client.desk import Changes, Desk
from console.client.simulation_desk import SimulationDesk
from console.domain.requests import Request
from console.protocol import Answer
from console.ui.meter import Meter
from console.ui.theme import Look
from console.ui.time_control import TimeControl
from console.ui.turns import Turns
from console.ui.wishes import Wishes

Tell = Callable[[Answer], None]
AskHistory = Callable[[str, int, int, int], None]

EVERYTHING: Final = Changes(opened=True, telemetry=True, state=True, link=True, lookahead=True)


class Requests(QObject):
    """Requests on their way, each with who is told the server's answer.

    Parameters
    ----------
    submit : callable
        Sends a request and returns its id.
    """

    pending_changed = Signal()

    def __init__(self, submit: Callable[[Request], str]) -> None:
        super().__init__()
        self._submit = submit
        self._pending: dict[str, Tell] = {}

    @property
    def pending(self) -> int:
        """How many requests wait for their answer."""
        return len(self._pending)

    def ask(self, request: Request, tell: Tell) -> None:
        """Send `request`; `tell` is called once, with the answer or with why there is none."""
        self._pending[self._submit(request)] = tell
        self.pending_changed.emit()

    def take(self, answers: Iterable[Answer]) -> None:
        """Hand answers to those who asked."""
        for answer in answers:
            tell = self._pending.pop(answer.request_id, None)
            if tell is not None:
                tell(answer)
                self.pending_changed.emit()


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One console: what it knows, how it looks, how it asks, what it measures.

    Parameters
    ----------
    ask_history : callable
        ``(parameter, from_ns, to_ns, columns)``: ask the server's recording.
    ask_recording : callable
        Ask what lies in the recording that is replayed.
    simulation : SimulationDesk or None
        What a trainer knows of the simulator, if told where it is.
    name : str
        Who sits there, as told at the start.
    wishes : Wishes
        How one page asks for another.
    time : TimeControl
        What stretch of time every plot shows.
    turns : Turns
        Whose turn it is to draw anew, where many would at once.
    """

    desk: Desk
    look: Look
    requests: Requests
    ask_history: AskHistory
    ask_recording: Callable[[], None]
    meter: Meter
    simulation: SimulationDesk | None = None
    name: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    time: TimeControl = field(default_factory=TimeControl)
    turns: Turns = field(default_factory=Turns)


class Panel(QWidget):
    """A part of a screen that follows the desk."""

    def refresh(self, changes: Changes) -> None:
        """Show what changed; repaint nothing else."""
        raise NotImplementedError

    def remember(self) -> Mapping[str, list[Any]]:
        """Return how a person has arranged the panel, to be given to `recall` another day."""
        return {}

    def recall(self, kept: Mapping[str, list[Any]]) -> None:
        """Arrange the panel as it was; what does not fit any more is left out."""


class OnDemand(Panel):
    """A panel that is built when it is first shown, so that it costs a start nothing.

    Parameters
    ----------
    build : callable
        Makes the panel.
    """

    def __init__(self, build: Callable[[], Panel]) -> None:
        super().__init__()
        self._build = build
        self._content: Panel | None = None
        self._kept: Mapping[str, list[Any]] = {}
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)

    @property
    def content(self) -> Panel:
        """The panel, built if it was not."""
        if self._content is None:
            self._content = self._build()
            self._room.addWidget(self._content)
            self._content.recall(self._kept)
        return self._content

    def refresh(self, changes: Changes) -> None:
        """Pass the news on."""
        self.content.refresh(changes)

    def remember(self) -> Mapping[str, list[Any]]:
        """Return what the panel keeps, or what it would be given."""
        return self._kept if self._content is None else self._content.remember()

    def recall(self, kept: Mapping[str, list[Any]]) -> None:
        """Give it to the panel once it is built."""
        self._kept = kept
        if self._content is not None:
            self._content.recall(kept)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a console; `name` is also its screenshot's."""

    name: str
    title: str
    panel: Panel


@dataclass(frozen=True, kw_only=True)
class Screens:
    """Everything a role sees under the banner.

    Parameters
    ----------
    strip : Panel or None
        Stays above the pages.
    side : Panel or None
        Stays to the right of the pages.
    """

    pages: tuple[Page, ...]
    strip: Panel | None = None
    side: Panel | None = None
