"""A rule that looks ahead: the middle line decides, and without a forecast of now it is unknown."""

from types import MappingProxyType

import numpy as np
import pytest
from builders import T0_NS, a_mission

from console.domain.forecast.outlook import NOTHING, Forecast, Outlook
from console.domain.rule_conditions import Not
from console.domain.rule_forecast import LASTS_S, Foreseen
from console.domain.rule_scene import Scene, Truth
from telemetry.timebase import NS_PER_S

CO2 = "CAB_PPCO2_Z3"
RISING = np.array([3.0, 4.0, 5.0, 6.0])  # mmHg now and every ten minutes after


def a_forecast(made_s=0.0, middle=RISING):
    at_ns = T0_NS + round(made_s * NS_PER_S)
    outlook = Outlook(parameter=CO2, low=middle - 9, middle=middle, high=middle + 9, crossings=())
    times_ns = at_ns + 600 * NS_PER_S * np.arange(len(middle))
    return Forecast(at_ns=at_ns, times_ns=times_ns, outlooks={CO2: outlook})


def judged(foreseen, condition=None, way_s=0.0):
    around = Scene(
        readings=MappingProxyType({}).get,
        alarms={},
        database=a_mission().database,
        now_ns=T0_NS,
        way_ns=round(way_s * NS_PER_S),
        foreseen=foreseen,
    )
    return (condition or passes(4.5)).judge(around)


def passes(value, operator=">", within_s=1800.0):
    return Foreseen(parameter=CO2, operator=operator, value=value, within_s=within_s)


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (passes(4.5), Truth.TRUE),
        (passes(4.5, within_s=900.0), Truth.FALSE),
        (passes(6.0), Truth.FALSE),
        (passes(6.0 - 1e-9), Truth.TRUE),
        (passes(3.5, "<"), Truth.TRUE),
        (passes(3.0, "<"), Truth.FALSE),
    ],
)
def test_it_holds_when_the_middle_line_passes_the_value_in_time(condition, truth):
    assert judged(a_forecast(), condition).truth is truth


def test_it_says_what_is_to_come_and_when():
    (evidence,) = judged(a_forecast()).evidence
    assert evidence.found == "6 mmHg in 30 min"
    assert evidence.condition.text(a_mission().database) == (
        "forecast of CAB_PPCO2_Z3 > 4.5 mmHg within 30 min"
    )


@pytest.mark.parametrize("made_s", [-LASTS_S - 1, 5.0])
def test_a_forecast_of_another_time_is_unknown_whichever_way_it_is_asked(made_s):
    old = a_forecast(made_s)
    assert judged(old).truth is Truth.UNKNOWN
    assert judged(old, Not(passes(4.5))).truth is Truth.UNKNOWN


def test_in_a_fast_simulation_a_forecast_lasts_longer():
    assert judged(a_forecast(-LASTS_S - 100), way_s=30.0).truth is Truth.TRUE


def test_what_cannot_be_forecast_is_unknown_and_says_why():
    finding = judged(NOTHING)
    assert finding.truth is Truth.UNKNOWN
    assert finding.evidence[0].found == "no telemetry yet"
