"""A recorded mission again, at any speed, from any instant: frames and facts.

`Replayer` has no clock and no socket: it is told how much time passed and says what is to be
sent. The position is the master; whoever listens follows the announced clock, so no stream can
drift from another.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from operator import attrgetter
from typing import Final

from telemetry.playback import DueFact, DueFrame, Renumbering, Upcoming, due_facts
from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

SLOWEST: Final = 0.1
FASTEST: Final = 1000.0
# More than this in one step and only the last frame of each packet is sent; at twenty steps a
# second that is what sockets and consoles keep up with.
MOST_FRAMES_PER_STEP: Final = 500
# Read in one step when playing as fast as it goes: some hundredths of a second of work.
RUSH_FRAMES: Final = 2500
# A fact further away than this is gone to, not played to.
NEAR_NS: Final = 60 * NS_PER_S
SOURCE_PREFIX: Final = "replay/"


class ReplayError(ValueError):
    """A wish that cannot be granted, in words for the trainer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What is to be sent now.

    Parameters
    ----------
    sought : bool
        Whether the position was set: whoever listens forgets what it showed. Then `frames`
        are the last rows before the position and `facts` all facts up to it.
    left_out : int
        Frames not sent because there were too many; of facts none is ever left out.
    """

    sought: bool
    frames: tuple[DueFrame, ...]
    facts: tuple[DueFact, ...]
    left_out: int = 0


_NOTHING: Final = Played(sought=False, frames=(), facts=())


class Replayer:
    """Plays one mission file.

    Parameters
    ----------
    file
        Open for reading.
    session
        Names this replay in every frame; consoles join it by that.
    most_frames
        That one step may send.

    Raises
    ------
    ReplayError
        If nothing is recorded.
    """

    def __init__(
        self, file: MissionFile, *, session: str, most_frames: int = MOST_FRAMES_PER_STEP
    ) -> None:
        span_ns = file.span_ns
        if span_ns is None:
            raise ReplayError(f"{file.place} holds no telemetry")
        self._file = file
        self._session = session
        self._most_frames = most_frames
        self._facts = list(due_facts(file.entries()))
        self._facts_due_ns = [fact.due_ns for fact in self._facts]
        self.start_ns, self.end_ns = span_ns[0], max([span_ns[1], *self._facts_due_ns[-1:]])
        self._loop: tuple[int, int] | None = None
        self._speed = self._rate = 1.0
        self._is_paused = True
        self._seeks = 0
        self._sequences: dict[str, Renumbering] = {}
        self._position_ns = self.start_ns
        self._next_fact = 0
        self._upcoming = Upcoming(iter(()))
        self._left_out = 0

    @property
    def position_ns(self) -> int:
        """Mission time that is shown."""
        return self._position_ns

    @property
    def speed(self) -> float:
        """Mission seconds per second while it plays; infinite for as fast as it goes."""
        return self._speed

    @property
    def is_paused(self) -> bool:
        """Whether it stands still."""
        return self._is_paused

    @property
    def left_out(self) -> int:
        """Frames that the last step had to leave out; to be said beside the speed."""
        return self._left_out

    @property
    def is_at_end(self) -> bool:
        """Whether everything was played."""
        return self._position_ns >= self.end_ns

    @property
    def loop(self) -> tuple[int, int] | None:
        """The stretch played again and again, or None."""
        return self._loop

    @property
    def source(self) -> str:
        """Source of the frames: a new one after each seek, as after a restart."""
        return f"{SOURCE_PREFIX}{self._session}-{self._seeks}"

    def clock(self) -> ClockAnnouncement:
        """Return the announcement consoles follow."""
        return ClockAnnouncement(
            source=self.source,
            kind=SourceKind.REPLAY,
            mission_ns=self._position_ns,
            rate=0.0 if self._is_paused else self._rate,
        )

    def play(self) -> None:
        """Let time pass; at the end nothing does."""
        self._is_paused = self.is_at_end and self._loop is None

    def pause(self) -> None:
        """Stand still."""
        self._is_paused = True

    def set_speed(self, speed: float) -> None:
        """Play at `speed` mission seconds per second, or if infinite as fast as it goes.

        Raises
        ------
        ReplayError
            If it is neither infinite nor between a tenth and a thousand.
        """
        if speed != inf and not SLOWEST <= speed <= FASTEST:
            raise ReplayError(f"the speed must be from {SLOWEST:g} to {FASTEST:g}, not {speed:g}")
        self._speed = speed
        self._rate = FASTEST if speed == inf else speed

    def set_loop(self, from_ns: int, to_ns: int) -> None:
        """Play a stretch again and again.

        Raises
        ------
        ReplayError
            If it does not end after it begins, or lies outside the recording.
        """
        if not self.start_ns <= from_ns < to_ns <= self.end_ns:
            raise ReplayError("a loop must end after it begins, within the recording")
        self._loop = (from_ns, to_ns)

    def clear_loop(self) -> None:
        """Play on past the end of the loop."""
        self._loop = None

    def next_of(self, instants_ns: Sequence[int]) -> int | None:
        """Return the first of ascending instants after the position, or None."""
        place = bisect_right(instants_ns, self._position_ns)
        return instants_ns[place] if place < len(instants_ns) else None

    def previous_of(self, instants_ns: Sequence[int]) -> int | None:
        """Return the last of ascending instants before the position, or None."""
        place = bisect_left(instants_ns, self._position_ns)
        return instants_ns[place - 1] if place else None

    def instants_of(self, kinds: frozenset[str]) -> list[int]:
        """Return when facts of some kinds became known, ascending; for stepping among alarms."""
        return [fact.due_ns for fact in self._facts if fact.row.kind in kinds]

    def seek(self, instant_ns: int) -> Played:
        """Go to an instant, or to the nearest within the recording; return the state there."""
        position_ns = max(self.start_ns, min(instant_ns, self.end_ns))
        state = self._file.player.state_at(position_ns)
        self._upcoming = Upcoming(self._file.player.play(position_ns + 1))
        self._position_ns = position_ns
        self._next_fact = bisect_right(self._facts_due_ns, position_ns)
        self._seeks += 1
        self._left_out = 0
        self._sequences.clear()
        return Played(
            sought=True,
            frames=tuple(self._renumbered(due, self.source) for due in state),
            facts=tuple(self._facts[: self._next_fact]),
        )

    def advance(self, elapsed_s: float) -> Played:
        """Let time pass; return what became due, or where a loop began again."""
        if self._is_paused:
            return _NOTHING
        before_ns = self._position_ns
        end_ns = self._loop[1] if self._loop else self.end_ns
        if self._speed == inf:
            played = self._play_to(end_ns, most=RUSH_FRAMES)
            passed_s = (self._position_ns - before_ns) / NS_PER_S
            self._rate = float(f"{passed_s / max(elapsed_s, 1e-3):.2g}")
        else:
            target_ns = before_ns + round(elapsed_s * self._speed * NS_PER_S)
            played = self._play_to(max(before_ns, min(target_ns, end_ns)))
        if self._position_ns < end_ns:
            return played
        if self._loop:
            return self.seek(self._loop[0])
        self._is_paused = True
        return played

    def step_frame(self) -> Played:
        """Go on to the next instant at which a frame is due, and stand still there."""
        self._is_paused = True
        frame = self._upcoming.peek()
        return self._play_to(self.end_ns if frame is None else frame.due_ns)

    def step_fact(self) -> Played:
        """Go on to the next instant at which a fact is due, and stand still there."""
        self._is_paused = True
        if self._next_fact == len(self._facts):
            return _NOTHING
        due_ns = min(self._facts_due_ns[self._next_fact], self.end_ns)
        is_near = due_ns - self._position_ns <= NEAR_NS
        return self._play_to(max(self._position_ns, due_ns)) if is_near else self.seek(due_ns)

    def rest(self) -> Iterator[DueFrame | DueFact]:
        """Yield everything that is left in order, for playing as fast as it goes."""
        source, facts_due_ns = self.source, [*self._facts_due_ns, self.end_ns + 1]
        while (due := self._upcoming.next_until(self.end_ns)) is not None:
            if facts_due_ns[self._next_fact] <= due.due_ns:
                yield from self._facts_until(due.due_ns)
            self._position_ns = due.due_ns
            yield self._renumbered(due, source)
        yield from self._facts_until(self.end_ns)
        self._position_ns = self.end_ns

    def _play_to(self, target_ns: int, *, most: int | None = None) -> Played:
        """Play to an instant, or as far as so many frames go."""
        frames: list[DueFrame] = []
        while (frame := self._upcoming.next_until(target_ns)) is not None:
            frames.append(frame)
            if len(frames) == most:
                target_ns = frame.due_ns
        due = len(frames)
        if due > self._most_frames:
            last = {(each.frame.packet, each.frame.source): each for each in frames}
            frames = sorted(last.values(), key=attrgetter("due_ns"))
        self._left_out = due - len(frames)
        facts = tuple(self._facts_until(target_ns))
        self._position_ns = target_ns
        return Played(
            sought=False,
            frames=tuple(self._renumbered(due, self.source) for due in frames),
            facts=facts,
            left_out=self._left_out,
        )

    def _facts_until(self, target_ns: int) -> list[DueFact]:
        first, self._next_fact = (
            self._next_fact,
            max(self._next_fact, bisect_right(self._facts_due_ns, target_ns)),
        )
        return self._facts[first : self._next_fact]

    def _renumbered(self, due: DueFrame, source: str) -> DueFrame:
        """Return a frame as this session's own, with the gaps of the recorded one."""
        recorded = due.frame
        numbering = self._sequences.setdefault(recorded.packet, Renumbering())
        frame = Frame(
            source=source,
            packet=recorded.packet,
            sequence=numbering.number(recorded, is_whole=not self._left_out),
            generated_ns=recorded.generated_ns,
            values=recorded.values,
        )
        return DueFrame(due_ns=due.due_ns, frame=frame, is_medical=due.is_medical)
