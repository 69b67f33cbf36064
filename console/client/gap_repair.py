"""Which frames a console missed, and the questions that get them back. No sockets, no clock.

One question is open at a time, and the oldest gap goes first. Frames may also come late by
themselves, and the server has written what it received within half a second: so it is asked a
second after a gap was seen. What the server has not got either is a gap in the record.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from console.protocol import AskFrames, Frames
from telemetry.gaps import REMEMBERED
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame, FrameError, decode_frame

ASK_AFTER_S: Final = 1.0
ANSWER_WITHIN_S: Final = 5.0
MOST_TRIES: Final = 3
# Gaps that wait; a link as bad as this is not mended by asking for more.
MOST_GAPS: Final = 1000
# Older frames than this are in no plot's memory sample by sample.
MOST_NS: Final = 7200 * NS_PER_S
_ANY: Final = (1 << 62) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    question: AskFrames
    seen_s: float
    tries: int = 0


class GapRepair:
    """Follows the sequence numbers of every packet heard."""

    def __init__(self) -> None:
        self._last: dict[str, Frame] = {}
        self._gaps: deque[_Gap] = deque()
        self._asked: _Gap | None = None
        self._asked_s = 0.0

    def hear(self, frame: Frame, now_s: float) -> None:
        """Take a frame that arrived at monotonic `now_s`."""
        last = self._last.get(frame.packet)
        if last is not None and last.source == frame.source and frame.sequence <= last.sequence:
            return  # late or again; neither makes a gap
        self._last[frame.packet] = frame
        for question in _missed(last, frame) if last is not None else ():
            if len(self._gaps) < MOST_GAPS:
                self._gaps.append(_Gap(question=question, seen_s=now_s))

    def due(self, now_s: float) -> AskFrames | None:
        """Return what to ask now, if anything; the same again until `asked` is told."""
        if self._asked is not None:
            if now_s - self._asked_s <= ANSWER_WITHIN_S:
                return None
            if self._asked.tries < MOST_TRIES:
                self._gaps.appendleft(self._asked)
            self._asked = None
        if not self._gaps or now_s - self._gaps[0].seen_s < ASK_AFTER_S:
            return None
        return self._gaps[0].question

    def asked(self, now_s: float) -> None:
        """Note that what was due is on its way."""
        gap = self._gaps.popleft()
        self._asked = replace(gap, tries=gap.tries + 1)
        self._asked_s = now_s

    def take(self, answer: Frames) -> list[Frame]:
        """Return the frames in an answer that were asked for.

        Raises
        ------
        FrameError
            If what the server sent is no frame, or none that was asked for.
        """
        if self._asked is None or not _is_about(answer, self._asked.question):
            return []
        asked, self._asked = self._asked, None
        frames = list(_checked(answer.frames, asked.question))
        if asked.question.from_ns < answer.until_ns < asked.question.to_ns:
            rest = replace(asked, question=_from(asked.question, answer.until_ns), tries=0)
            self._gaps.appendleft(rest)
        return frames


def _missed(last: Frame, frame: Frame) -> Iterator[AskFrames]:
    """Yield what lies between two frames of a packet that were heard one after the other."""
    if last.source == frame.source:
        if frame.sequence > last.sequence + 1:
            yield _question(frame, last.sequence + 1, frame.sequence - 1, last.generated_ns)
    elif frame.sequence > 0:
        # The source was started again while nobody listened here: the old session may have
        # gone on for a while, the new one had begun.
        yield AskFrames(
            packet=last.packet,
            source=last.source,
            first=last.sequence + 1,
            last=_ANY,
            from_ns=last.generated_ns,
            to_ns=last.generated_ns + MOST_NS,
        )
        yield _question(frame, 0, frame.sequence - 1, frame.generated_ns - MOST_NS)


def _question(before: Frame, first: int, last: int, from_ns: int) -> AskFrames:
    return AskFrames(
        packet=before.packet,
        source=before.source,
        first=max(first, last - REMEMBERED),
        last=last,
        from_ns=max(0, from_ns, before.generated_ns - MOST_NS),
        to_ns=max(before.generated_ns, from_ns + 1),
    )


def _is_about(answer: Frames, question: AskFrames) -> bool:
    return (answer.packet, answer.source) == (question.packet, question.source)


def _from(question: AskFrames, from_ns: int) -> AskFrames:
    return AskFrames(
        packet=question.packet,
        source=question.source,
        first=question.first,
        last=question.last,
        from_ns=from_ns,
        to_ns=question.to_ns,
    )


def _checked(encoded: Iterable[bytes], question: AskFrames) -> Iterator[Frame]:
    for data in encoded:
        frame = decode_frame(data)
        if (frame.packet, frame.source) != (question.packet, question.source):
            raise FrameError(f"a frame of {frame.packet} in an answer about {question.packet}")
        if question.first <= frame.sequence <= question.last:
            yield frame
