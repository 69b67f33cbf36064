"""The agenda: who breathes where, by the timeline, with bodies that lag behind."""

from dataclasses import replace

import numpy as np
import pytest
from builders import T0_NS, a_mission, an_idle_mission

from console.domain.forecast.agenda import AWAKE, CO2, HEAT, expected_rates, people_in_dome
from telemetry.mission import Activity
from telemetry.timebase import NS_PER_S

MINUTE_NS = 60 * NS_PER_S
TIMES_NS = T0_NS + MINUTE_NS * np.arange(91)


def mission_with(kind, zone, start_min=30, end_min=60):
    start_ns, end_ns = (T0_NS + minute * MINUTE_NS for minute in (start_min, end_min))
    stay = Activity(
        person=a_mission().people[0].id, start_ns=start_ns, end_ns=end_ns, kind=kind, zone=zone
    )
    return replace(an_idle_mission(), timeline=(stay,))


def test_people_nobody_planned_for_are_awake_in_the_seating_bay():
    rates = expected_rates(an_idle_mission(), TIMES_NS)
    assert rates[:, 1] == pytest.approx(np.tile(6 * AWAKE, (91, 1)))
    assert rates[:, [0, 2, 3]].sum() == 0.0


def test_a_sleeper_gives_less_and_the_body_lags():
    rates = expected_rates(mission_with("sleep", "Z2"), TIMES_NS)
    co2 = rates[:, 1, CO2] / AWAKE[CO2]
    assert co2[29] == pytest.approx(6.0)
    assert co2[31] == pytest.approx(5.8, abs=0.1)
    assert co2[45] == pytest.approx(5 + 0.455 / 0.720, abs=0.001)


def test_exercise_gives_more():
    rates = expected_rates(mission_with("exercise", "Z2"), TIMES_NS)
    assert rates[59, 1, CO2] / AWAKE[CO2] > 7.0
    assert rates[59, 1, HEAT] > rates[0, 1, HEAT]


def test_a_move_takes_the_breath_along_at_once():
    rates = expected_rates(mission_with("free", "Z3"), TIMES_NS)
    assert rates[29, 2, CO2] == 0.0
    assert rates[31, 2] == pytest.approx(AWAKE)
    assert people_in_dome(mission_with("free", "Z3"), TIMES_NS)[[29, 31]].tolist() == [0.0, 1.0]


def test_nobody_is_counted_in_a_zone_left_out():
    rates = expected_rates(mission_with("free", "Z3"), TIMES_NS, without=("Z3",))
    assert rates[:, 2].sum() == 0.0
    assert rates[40, 1, CO2] == pytest.approx(6 * AWAKE[CO2])
