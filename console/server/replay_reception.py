"""What consoles are told at a replay: nothing of what came after the instant shown."""

from collections.abc import Callable

import msgspec

from console.domain.replay import RecordingTold
from console.domain.roles import Role
from console.protocol import (
    AskFrames,
    AskHistory,
    AskRecording,
    AskSnapshot,
    Complaint,
    FromServer,
    History,
)
from console.server.authority import Authority, Moment, Ruling
from console.server.frame_service import answer_frames
from console.server.history_service import answer_history
from console.server.past_only import PastOnly
from console.server.reception import Question, Reception, Seat
from console.server.record import Record
from console.server.replay_sent import SentFrames
from telemetry.replay import Replayer


class ReplayReception(Reception):
    """Answers consoles that watch a replay.

    Parameters
    ----------
    replayer : Replayer
        Knows the instant shown.
    sent : SentFrames
        What was published, for who missed some of it.
    recording : callable
        Returns what lies in the whole recording.
    is_secured : bool
        Whether keys are used.
    """

    def __init__(
        self,
        authority: Authority,
        record: Record,
        *,
        replayer: Replayer,
        sent: SentFrames,
        recording: Callable[[], RecordingTold],
        is_secured: bool,
    ) -> None:
        super().__init__(
            authority,
            record,
            settle=_nothing_to_write,
            moment=lambda: Moment(mission_ns=replayer.position_ns, wall_ns=0),
            is_secured=is_secured,
        )
        self._file = record.file
        self._database = record.mission.database
        self._replayer = replayer
        self._sent = sent
        self._recording = recording
        self.was_joined = False
        """Whether a console came in step; reset by who tells it what is shown."""

    def _history(self, asked: AskHistory, role: Role) -> History | Complaint:
        past = PastOnly(self._file, self._replayer.position_ns)
        answer = answer_history(asked, role, past, self._database)
        if isinstance(answer, Complaint):
            return answer
        return msgspec.structs.replace(answer, source=self._replayer.source)

    def look_up(self, message: Question, seat: Seat) -> FromServer:
        """Return the answer to a question, as of the instant shown."""
        match message:
            case AskHistory():
                return self._history(message, seat.role)
            case AskFrames():
                return answer_frames(message, seat.role, self._sent, self._database)
            case AskRecording() if seat.role is not Role.TRAINER:
                return Complaint(reason="What is to come in a replay is the trainer's to know.")
            case AskRecording():
                return self._recording()
            case AskSnapshot():
                self.was_joined = True
                return super().look_up(message, seat)


def _nothing_to_write(ruling: Ruling) -> None:
    if ruling.entries:
        raise AssertionError("a replay makes no facts")
