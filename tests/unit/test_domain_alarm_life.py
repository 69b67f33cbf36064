"""The life of an alarm, against the whole table of states and events."""

import csv
from pathlib import Path

import pytest

from console.domain.alarm_life import ACTIVE, Core, Hide, Life, LifeEvent, Step, step

TABLE = Path(__file__).parents[1] / "data" / "alarms" / "alarm_states.csv"
PLAIN = [Core.NORMAL, Core.UNACKNOWLEDGED, Core.ACKNOWLEDGED, Core.RETURNED]
LATCHING = [
    Core.NORMAL,
    Core.UNACKNOWLEDGED,
    Core.ACKNOWLEDGED,
    Core.LATCHED_UNACKNOWLEDGED,
    Core.LATCHED_ACKNOWLEDGED,
]


def the_table():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reachable(*, latches):
    """Return every state a new alarm can come to, and the steps between them."""
    steps, waiting = {}, [Life()]
    while waiting:
        life = waiting.pop()
        if life in steps:
            continue
        steps[life] = {event: step(life, event, latches=latches) for event in LifeEvent}
        waiting += [taken.life for taken in steps[life].values()]
    return steps


def test_every_line_of_the_table_is_followed():
    rows = the_table()
    assert len(rows) == 396
    for row in rows:
        life = Life(Core(row["core"]), Hide(row["hide"]))
        expected = Step(
            Life(Core(row["core_next"]), Hide(row["hide_next"])), row["action"] == "ANNUNCIATE"
        )
        assert step(life, LifeEvent(row["event"]), latches=row["latching"] == "1") == expected, row


@pytest.mark.parametrize(("latches", "cores", "states"), [(False, PLAIN, 16), (True, LATCHING, 20)])
def test_the_table_is_total_and_its_states_are_all_reachable(latches, cores, states):
    steps = reachable(latches=latches)
    assert len(steps) == states
    assert {life.core for life in steps} == set(cores)


@pytest.mark.parametrize("latches", [False, True])
def test_every_state_can_come_back_to_normal(latches):
    steps = reachable(latches=latches)
    good = {Life()}
    while (
        more := {
            life for life, taken in steps.items() if any(s.life in good for s in taken.values())
        }
        - good
    ):
        good |= more
    assert good == set(steps)


@pytest.mark.parametrize("latches", [False, True])
def test_a_visible_alarm_leaves_only_by_acknowledgement(latches):
    """Follow every path without acknowledgement or hiding: a standing alarm stands for ever."""
    hides = {LifeEvent.SHELVE, LifeEvent.SUPPRESS, LifeEvent.TAKE_OUT, LifeEvent.ACKNOWLEDGE}
    seen, waiting = set(), [Life(Core.UNACKNOWLEDGED)]
    while waiting:
        life = waiting.pop()
        if life in seen:
            continue
        seen.add(life)
        assert life.core is not Core.NORMAL
        waiting += [step(life, e, latches=latches).life for e in LifeEvent if e not in hides]


def test_a_latching_alarm_leaves_on_no_path_but_acknowledgement_or_unshelving_by_hand():
    by_hand = {LifeEvent.ACKNOWLEDGE, LifeEvent.UNSHELVE}
    seen, waiting = set(), [Life(Core.UNACKNOWLEDGED)]
    while waiting:
        life = waiting.pop()
        if life in seen:
            continue
        seen.add(life)
        assert life.core not in (Core.NORMAL, Core.ACKNOWLEDGED, Core.LATCHED_ACKNOWLEDGED)
        waiting += [step(life, e, latches=True).life for e in LifeEvent if e not in by_hand]


def test_what_comes_into_sight_while_it_holds_is_announced_unless_a_person_unshelved_it():
    for latches in (False, True):
        for life, taken in reachable(latches=latches).items():
            for event, found in taken.items():
                is_revealed = life.hide is not Hide.NONE and found.life.hide is Hide.NONE
                if is_revealed and life.core in ACTIVE:
                    assert found.announces == (event is not LifeEvent.UNSHELVE)
