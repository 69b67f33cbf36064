"""What the server does by itself after every fact and every tick. Pure."""

from collections.abc import Iterator

from console.domain.facts import Fact
from console.domain.flight_rules import windows_to_hold
from console.domain.mission import MissionState, Situation
from console.domain.plan_outcomes import windows_missed
from console.domain.rule_release import lapsed


def consequences(state: MissionState, situation: Situation) -> Iterator[Fact]:
    """Yield what follows from how things stand: lapsed signatures, holds, windows missed."""
    now_ns, operations = situation.now_ns, situation.operations
    yield from lapsed(state.signatures, now_ns)
    yield from windows_to_hold(
        state.windows, operations.rules, situation.mission, situation.around(state)
    )
    yield from windows_missed(state.windows, now_ns)
