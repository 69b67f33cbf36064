"""A mission's frames and facts in the order they became known, from any instant on."""

import heapq
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import attrgetter, itemgetter

import numpy as np

from telemetry.frame_reading import FrameReader
from telemetry.records import GENERATED, ROW, Words, frames_of_rows, newest
from telemetry.streams import END_OF_TIME_NS, Reign, Streams
from telemetry.tables import BlockSpan, LogRow
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFrame:
    """A recorded frame.

    Parameters
    ----------
    due_ns : int
        Mission time at which it was complete: that of its last row.
    is_medical : bool
        Whether it belongs on the private stream.
    """

    due_ns: int
    frame: Frame
    is_medical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFact:
    """A recorded fact and the mission time from which it held.

    Facts keep the order they were decided in: where the source was set back, `due_ns` is that
    of the latest fact before.
    """

    due_ns: int
    row: LogRow


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    """What one stream says until `to_ns`: its blocks, and its rows that are in none yet."""

    reign: Reign
    to_ns: int
    blocks: list[BlockSpan]
    live: Words


class FramePlayer:
    """Reads the frames of a record in order.

    Parameters
    ----------
    streams, reader
        Of the record.
    """

    def __init__(self, streams: Streams, reader: FrameReader) -> None:
        self._streams = streams
        self._reader = reader

    def play(self, from_ns: int, to_ns: int = END_OF_TIME_NS) -> Iterator[DueFrame]:
        """Yield the frames due in a span, its end excluded, by the time they are due.

        What a source said of times that it was set back to before is left out. A block is
        read when its first frame is due, so this may begin at once and go on for days.
        """
        with self._streams.snapshot():  # one for all: what is sealed meanwhile comes only once
            parts = [
                _Part(
                    reign=reign,
                    to_ns=min(to_ns, reign.until_ns),
                    blocks=self._streams.blocks(reign, from_ns, min(to_ns, reign.until_ns)),
                    live=self._streams.live(reign),
                )
                for reign in self._streams.reigns()
                if from_ns < min(to_ns, reign.until_ns)
            ]
        yield from heapq.merge(
            *(self._of_part(part, from_ns) for part in parts), key=attrgetter("due_ns")
        )

    def state_at(self, instant_ns: int) -> list[DueFrame]:
        """Return the last row of every packet up to an instant, each as a frame of one row."""
        found = []
        with self._streams.snapshot():
            for reign in self._streams.reigns():
                if not reign.stream.first_ns <= instant_ns < reign.until_ns:
                    continue
                row = self._last_row(reign, instant_ns)
                found += list(_due_frames(row, reign)) if row is not None else []
        return sorted(found, key=attrgetter("due_ns"))

    def _of_part(self, part: "_Part", from_ns: int) -> Iterator[DueFrame]:
        """Yield a part's frames by the time they are due, of one time as they were recorded.

        What came late lies in a later block, so a frame waits for every block that begins before.
        """
        waiting: list[tuple[int, int, DueFrame]] = []
        for first_ns, place, read in sorted(self._pieces(part), key=itemgetter(0)):
            waiting.sort(key=itemgetter(0, 1))
            ready = bisect_left(waiting, first_ns, key=itemgetter(0))
            yield from (frame for _, _, frame in waiting[:ready])
            words = read()
            if (np.diff(words[:, GENERATED]) >= 0).all():
                words = _from_whole_frame(words, from_ns)
            waiting = waiting[ready:] + [
                (each.due_ns, place, each)
                for each in _due_frames(words, part.reign)
                if from_ns <= each.due_ns < part.to_ns
            ]
        yield from (frame for _, _, frame in sorted(waiting, key=itemgetter(0, 1)))

    def _pieces(self, part: "_Part") -> list[tuple[int, int, Callable[[], Words]]]:
        """Return when each of a part's pieces begins, its place in the record, and how to read it.

        A frame is never cut in two.
        """
        pieces: list[tuple[int, int, Callable[[], Words]]] = [
            (block.first_ns, place, partial(self._read_block, part.reign, block))
            for place, block in enumerate(part.blocks)
        ]
        if part.live.shape[0]:
            first_ns = int(part.live[:, GENERATED].min())
            pieces.append((first_ns, len(pieces), lambda: part.live))
        return pieces

    def _read_block(self, reign: Reign, block: BlockSpan) -> Words:
        with self._streams.snapshot():
            return self._reader.rows_of_block(reign, block)

    def _last_row(self, reign: Reign, instant_ns: int) -> Words | None:
        best: Words | None = None
        for words in self._reader.rows(reign, *self._span_before(reign, instant_ns)):
            if words.shape[0]:
                row = words[newest(words[:, GENERATED])][np.newaxis]
                if best is None or row[0, GENERATED] >= best[0, GENERATED]:
                    best = row
        return best

    def _span_before(self, reign: Reign, instant_ns: int) -> tuple[int, int]:
        """Return a span up to an instant that holds the last row before it, if there is one."""
        block = self._streams.block_before(reign, instant_ns)
        first_ns = block.first_ns if block else reign.stream.first_ns
        return min(first_ns, instant_ns), instant_ns + 1


class Upcoming:
    """Frames to come, of which the next can be looked at."""

    def __init__(self, frames: Iterator[DueFrame]) -> None:
        self._frames = frames
        self._next = next(frames, None)

    def peek(self) -> DueFrame | None:
        """Return the next frame without taking it."""
        return self._next

    def next_until(self, target_ns: int) -> DueFrame | None:
        """Take the next frame if it is due up to an instant."""
        frame = self._next
        if frame is None or frame.due_ns > target_ns:
            return None
        self._next = next(self._frames, None)
        return frame


class Renumbering:
    """Sequence numbers of one packet in this session: from 0, skipping what was lost."""

    def __init__(self) -> None:
        self._recorded: tuple[str, int] | None = None
        self._number = -1

    def number(self, frame: Frame, *, is_whole: bool) -> int:
        """Return a frame's number; of those left out on purpose none is called lost."""
        before, self._recorded = self._recorded, (frame.source, frame.sequence)
        skipped = 0
        if is_whole and before is not None and before[0] == frame.source:
            skipped = max(0, frame.sequence - before[1] - 1)
        self._number += 1 + skipped
        return self._number


def due_facts(rows: Iterable[LogRow]) -> Iterator[DueFact]:
    """Yield facts in their order with the mission time from which they held."""
    due_ns = 0
    for row in rows:
        due_ns = max(due_ns, row.mission_ns)
        yield DueFact(due_ns=due_ns, row=row)


def _from_whole_frame(words: Words, from_ns: int) -> Words:
    """Return rows in order of time without the frames that are over before an instant."""
    start = int(np.searchsorted(words[:, GENERATED], from_ns))
    while 0 < start < words.shape[0] and words[start, ROW]:
        start -= 1
    return words[start:]


def _due_frames(words: Words, reign: Reign) -> Iterator[DueFrame]:
    """Yield the frames of rows; a longer one than a second in pieces of a second.

    A simulation that runs as fast as it can sends minutes in one frame: played as that they
    would come all at once, minutes late.
    """
    period_ns, is_medical = reign.packet.period_ns, reign.packet.is_medical
    most_rows = max(1, NS_PER_S // period_ns)
    for recorded in frames_of_rows(words, source=reign.stream.source, packet=reign.packet.name):
        for frame in _pieces(recorded.frame, most_rows, period_ns):
            yield DueFrame(
                due_ns=frame.generated_ns + (frame.rows - 1) * period_ns,
                frame=frame,
                is_medical=is_medical,
            )


def _pieces(frame: Frame, most_rows: int, period_ns: int) -> Iterator[Frame]:
    if frame.rows <= most_rows:
        yield frame
        return
    for start in range(0, frame.rows, most_rows):
        yield Frame(
            source=frame.source,
            packet=frame.packet,
            sequence=frame.sequence,
            generated_ns=frame.generated_ns + start * period_ns,
            values=frame.values[start : start + most_rows],
        )
