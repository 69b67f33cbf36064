"""When alarms come faster than a person can take them in.

More than ten in ten minutes is a flood, and it is over when fewer than five came in ten minutes
(ANSI/ISA-18.2, EEMUA 191), counted for the one operator who acknowledges.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from console.domain.alarm_causes import first_cause
from console.domain.alarm_facts import FloodBegan, FloodEnded, FloodFact, FloodTraced
from console.domain.alarms import ANNOUNCEMENTS_KEPT, AlarmBook
from telemetry.dictionary import MissionDatabase
from telemetry.timebase import NS_PER_S

SPAN_NS: Final = 600 * NS_PER_S
BEGINS_ABOVE: Final = ANNOUNCEMENTS_KEPT - 1
ENDS_BELOW: Final = 5
AHEAD_NS: Final = 60 * NS_PER_S  # what is further ahead was raised before the clock was set back


def due_flood(book: AlarmBook, database: MissionDatabase, now_ns: int) -> Iterator[FloodFact]:
    """Yield the beginning or the end of a flood, or its cause that came to be known, if it is now.

    To be asked after every alarm: only the last few announcements are remembered.
    """
    recent = [
        alarm for alarm, at_ns in book.announced if now_ns - SPAN_NS < at_ns <= now_ns + AHEAD_NS
    ]
    if book.flood is not None:
        if len(recent) < ENDS_BELOW:
            yield FloodEnded(announced=book.flood.announced)
        else:
            yield from _traced(book, database)
    elif len(recent) > BEGINS_ABOVE:
        yield from _began(recent, book, database)


def _began(
    recent: Iterable[str], book: AlarmBook, database: MissionDatabase
) -> Iterator[FloodBegan]:
    standing = [book.standing[name] for name in recent if name in book.standing]
    if standing:
        earliest = min(standing, key=lambda alarm: (alarm.raised_ns, alarm.id))
        first = first_cause(earliest, book.standing, database)
        yield FloodBegan(first_out=first.id, since_ns=earliest.raised_ns)


def _traced(book: AlarmBook, database: MissionDatabase) -> Iterator[FloodTraced]:
    """Yield the cause of what is taken for the first-out, if its samples came later."""
    flood = book.flood
    known = None if flood is None else book.standing.get(flood.first_out)
    if flood is None or known is None:
        return
    first = first_cause(known, book.standing, database)
    if first is not known:
        yield FloodTraced(first_out=first.id, since_ns=min(flood.since_ns, first.raised_ns))
