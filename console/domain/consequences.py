"""What the server does by itself after every fact and every tick. Pure."""

from collections.abc import Iterator

from console.domain.alarm_flood import due_flood
from console.domain.alarm_hides import due_hides
from console.domain.alarm_out import lapsed_out
from console.domain.facts import Fact
from console.domain.flight_rules import windows_to_hold
from console.domain.mission import MissionState, Situation
from console.domain.plan_outcomes import windows_missed
from console.domain.procedure_course import due_in_procedures
from console.domain.rule_release import lapsed


def alarm_consequences(state: MissionState, situation: Situation) -> Iterator[Fact]:
    """Yield what hides alarms or shows them again, signatures run out, and floods."""
    database, now_ns = situation.mission.database, situation.now_ns
    yield from due_hides(state.alarm_book, database.rules, now_ns)
    yield from lapsed_out(state.alarm_book, now_ns)
    yield from due_flood(state.alarm_book, database, now_ns)


def consequences(state: MissionState, situation: Situation) -> Iterator[Fact]:
    """Yield what follows from how things stand: in procedures, for signatures and windows."""
    now_ns, operations = situation.now_ns, situation.operations
    around = situation.around(state)
    yield from due_in_procedures(state.runs, operations.procedures, around, situation.watch)
    yield from lapsed(state.windows, state.signatures, operations.rules, around)
    yield from windows_to_hold(state.windows, operations.rules, situation.mission, around)
    yield from windows_missed(state.windows, now_ns)
