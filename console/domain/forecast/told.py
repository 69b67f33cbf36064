"""What people and alarms tell a forecast: who will be at which window, which sensors lie."""

from collections.abc import Iterable, Iterator

from console.domain.alarm_life import Hide
from console.domain.alarms import AlarmBook
from console.domain.forecast.agenda import Visit
from console.domain.forecast.vehicle import INPUTS, UNIT_STATES
from console.domain.schedule import ViewingWindow, WindowStatus
from telemetry.dictionary import MissionDatabase
from telemetry.mission import Mission


def visits(mission: Mission, windows: Iterable[ViewingWindow]) -> tuple[Visit, ...]:
    """Return who is at which window when, by the viewing windows that are approved."""
    zones = {pane.id: pane.zone for pane in mission.panes}
    return tuple(
        Visit(
            people=window.guests,
            zone=zones[window.pane],
            start_ns=window.start_ns,
            end_ns=window.end_ns,
        )
        for window in windows
        if window.status is WindowStatus.PLANNED and window.pane in zones
    )


def doubted(book: AlarmBook, database: MissionDatabase) -> frozenset[str]:
    """Return the forecast's inputs that are not to be believed.

    Out of service, or read by a data unit that is out. A shelved alarm says nothing against its
    sensor: it is out of sight, not out of use.
    """
    return frozenset(_doubted(book, database)) & frozenset(INPUTS)


def _doubted(book: AlarmBook, database: MissionDatabase) -> Iterator[str]:
    for parameter, hiding in book.hidden.items():
        if hiding.kind is Hide.OUT_OF_SERVICE:
            yield parameter
    for name in book.contexts:
        context = database.rules.contexts.get(name)
        if context is None:
            continue
        yield from context.unit
        if context.parameter in UNIT_STATES:
            for suppression in database.rules.suppressed_in[name]:
                yield from suppression.alarms
