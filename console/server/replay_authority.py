"""Who answers for a recorded mission: what was decided up to the instant shown, and no more."""

from collections.abc import Callable, Sequence

from console.domain.facts import Entry, MissionOpened
from console.domain.mission import AUTHORITY, fold
from console.domain.replay_requests import ReplayRequest
from console.domain.roles import Role
from console.protocol import Answer, Ask
from console.server.authority import Authority, Moment, Ruling
from telemetry.mission import Mission


class ReplayAuthority(Authority):
    """The log of a recording as it was at the instant shown.

    Going to another instant raises the epoch: every console asks for the log again, and of one
    that had heard more it is told from the start.

    Parameters
    ----------
    entries : sequence of Entry
        The whole log.
    session : str
        Tells this replay from every other of the same recording.
    drive : callable
        Does what a trainer asks and returns why not, or nothing.
    """

    def __init__(
        self,
        mission: Mission,
        entries: Sequence[Entry],
        *,
        session: str,
        drive: Callable[[ReplayRequest], str],
    ) -> None:
        super().__init__(mission, (), epoch=1, entries=())
        self._entries = entries
        self._drive = drive
        opened = entries[0].fact if entries else None
        self.recorded = opened.record if isinstance(opened, MissionOpened) else ""
        self._session = session

    @property
    def record(self) -> str:
        """Identifies this replay of the recording."""
        return f"{self.recorded}/{self._session}"

    def go_to(self, facts: int) -> None:
        """Show the log as it was when it had so many facts."""
        self.epoch += 1
        self.log = list(self._entries[:facts])
        self.state = fold(self.log)

    def go_on(self, facts: int) -> tuple[Entry, ...]:
        """Let the next so many facts become known; return them."""
        new = tuple(self._entries[len(self.log) : len(self.log) + facts])
        self.log.extend(new)
        self.state = fold(new, self.state)
        return new

    def ask(self, ask: Ask, role: Role, name: str, moment: Moment) -> tuple[Answer, Ruling]:
        """Return the answer to a trainer who drives the replay; all else is refused."""
        del name, moment
        request = ask.request
        if not isinstance(request, ReplayRequest):
            reason = "This is a replay: what was decided then stays, and nothing is decided anew."
        elif role not in AUTHORITY[type(request)]:
            reason = f"Only the {Role.TRAINER.seat} may drive the replay."
        else:
            reason = self._drive(request)
        answer = Answer(request_id=ask.request_id, accepted=not reason, reason=reason)
        return answer, Ruling(entries=(), state=self.state)
