"""Bursts of like lines in the log, folded into one line each that can be opened. No Qt."""

import itertools
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from console.ui.models.log_words import LogLine

LEAST_LINES: Final = 4  # fewer are read as fast as a line about them


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst(LogLine):
    """A line that stands for `count` lines of one second, from its own sequence number on."""

    count: int


def folded(lines: Iterable[LogLine], opened: Collection[int]) -> list[LogLine]:
    """Return `lines` with every burst folded, but for those whose first number is in `opened`."""
    shown: list[LogLine] = []
    for (what, *_second), group in itertools.groupby(lines, key=_kind_of_line):
        together = list(group)
        first = together[0]
        if len(together) < LEAST_LINES:
            shown += together
            continue
        is_open = first.sequence in opened
        others = "" if is_open else f": {first.words[len(what) + 2 :]} and {len(together) - 1} more"
        shown.append(
            Burst(
                sequence=first.sequence,
                utc=first.utc,
                met=first.met,
                by=first.by,
                kind=first.kind,
                words=f"{'▾' if is_open else '▸'} {len(together)} × {what}{others}",
                severity=first.severity,
                count=len(together),
            )
        )
        if is_open:
            shown += together
    return shown


def _kind_of_line(line: LogLine) -> tuple[str, str, str]:
    """Return what makes lines of a burst alike: the words before the colon, second and author."""
    return line.words.partition(": ")[0], line.utc, line.by
