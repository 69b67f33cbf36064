"""When alarms come faster than a person can take them in.

More than ten in ten minutes is a flood, and it is over when fewer than five came in ten minutes
(ANSI/ISA-18.2, EEMUA 191), counted for the one operator who acknowledges.
"""

from collections.abc import Iterator
from typing import Final

from console.domain.alarm_causes import first_out_groups
from console.domain.alarm_facts import FloodBegan, FloodEnded
from console.domain.alarms import ANNOUNCEMENTS_KEPT, AlarmBook
from telemetry.dictionary import MissionDatabase
from telemetry.timebase import NS_PER_S

SPAN_NS: Final = 600 * NS_PER_S
BEGINS_ABOVE: Final = ANNOUNCEMENTS_KEPT - 1
ENDS_BELOW: Final = 5


def due_flood(
    book: AlarmBook, database: MissionDatabase, now_ns: int
) -> Iterator[FloodBegan | FloodEnded]:
    """Yield the beginning or the end of a flood, if it is now."""
    recent = [at_ns for at_ns in book.announced_ns if at_ns > now_ns - SPAN_NS]
    if book.flood is not None:
        if len(recent) < ENDS_BELOW:
            yield FloodEnded(announced=book.flood.announced)
    elif len(recent) > BEGINS_ABOVE and book.standing:
        since_ns = min(recent)
        groups = first_out_groups(book.standing, database)
        began = [group for group in groups if group.first_out.raised_ns >= since_ns]
        yield FloodBegan(first_out=(began or groups)[0].first_out.id, since_ns=since_ns)
