"""When alarms come faster than a person can take them in.

More than ten in ten minutes is a flood, and it is over when fewer than five came in ten minutes
(ANSI/ISA-18.2, EEMUA 191), counted for the one operator who acknowledges.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from console.domain.alarm_causes import first_cause
from console.domain.alarm_facts import FloodBegan, FloodEnded, FloodFact, FloodTraced
from console.domain.alarms import ANNOUNCEMENTS_KEPT, BY_SAMPLE_TIME, Alarm, AlarmBook, Flood
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
        (alarm, at_ns)
        for alarm, at_ns in book.announced
        if now_ns - SPAN_NS < at_ns <= now_ns + AHEAD_NS
    ]
    if book.flood is not None:
        if len(recent) < ENDS_BELOW:
            yield FloodEnded(announced=book.flood.announced)
        else:
            yield from _traced(book.flood, book, database)
    elif len(recent) > BEGINS_ABOVE:
        since_ns = min(at_ns for _, at_ns in recent)
        standing = [book.standing[name] for name, _ in recent if name in book.standing]
        causes = list(_beginnings(standing, book, database, since_ns)) or standing
        if causes:
            yield FloodBegan(first_out=min(causes, key=BY_SAMPLE_TIME).id, since_ns=since_ns)


def _traced(flood: Flood, book: AlarmBook, database: MissionDatabase) -> Iterator[FloodTraced]:
    """Yield what began the flood before the alarm that is taken for it, if that is known now."""
    known = book.standing.get(flood.first_out)
    if known is None:
        return
    newest = book.standing.get(book.announced[-1][0], known)
    causes = _beginnings([newest], book, database, flood.since_ns)
    first = min([first_cause(known, book.standing, database), *causes], key=BY_SAMPLE_TIME)
    if first.id != known.id:
        yield FloodTraced(first_out=first.id)


def _beginnings(
    announced: Iterable[Alarm], book: AlarmBook, database: MissionDatabase, since_ns: int
) -> Iterator[Alarm]:
    """Yield what may have begun a flood: first causes of what was announced in it.

    What caused no other and is much older than the flood was only shown again in it.
    """
    for alarm in announced:
        cause = first_cause(alarm, book.standing, database)
        if cause is not alarm or alarm.raised_ns > since_ns - SPAN_NS:
            yield cause
