"""Words of a forecast: which limit, when, how sure."""

from dataclasses import replace

import numpy as np
import pytest

from console.domain.forecast.outlook import Crossing, Forecast, Outlook
from console.domain.forecast.words import (
    crossing_text,
    next_crossing,
    short_crossing_text,
    trend_crossing_text,
)
from telemetry.dictionary import Limit, Severity

CAUTION = Limit(severity=Severity.CAUTION, threshold=4.5, is_high=True)
WARNING = Limit(severity=Severity.WARNING, threshold=6.0, is_high=True)
AT_NS = 10**18


def crossing(limit=WARNING, in_s=660.0, early_s=540.0, late_s=840.0):
    return Crossing(limit=limit, likelihood=1.0, early_s=early_s, in_s=in_s, late_s=late_s)


def a_forecast(*crossings):
    middle = 4.0 + np.linspace(0.0, 1.0, 14)
    outlook = Outlook(
        parameter="CO2", low=middle - 0.1, middle=middle, high=middle + 0.1, crossings=crossings
    )
    return Forecast(at_ns=AT_NS, outlooks={"CO2": outlook})


def test_the_words_give_class_time_and_spread():
    assert crossing_text(crossing(), a_forecast(), AT_NS) == "warning in 11 min (9–14)"


def test_time_that_went_by_since_is_taken_off():
    later_ns = AT_NS + 120 * 10**9
    assert crossing_text(crossing(), a_forecast(), later_ns) == "warning in 9 min (7–12)"


def test_a_late_edge_beyond_the_horizon_is_said_to_be_later():
    assert crossing_text(crossing(late_s=None), a_forecast(), AT_NS).endswith("(9–later)")


def test_the_soonest_limit_is_next_and_of_an_alarm_the_next_graver():
    found = a_forecast(crossing(), crossing(CAUTION, in_s=60.0))
    assert next_crossing(found, "CO2", AT_NS).limit is CAUTION
    assert next_crossing(found, "CO2", AT_NS, above=Severity.CAUTION).limit is WARNING


def test_what_is_less_likely_than_not_is_not_announced():
    assert next_crossing(a_forecast(crossing(in_s=None)), "CO2", AT_NS) is None


def test_an_unknown_parameter_has_no_words():
    assert next_crossing(a_forecast(), "P", AT_NS) is None


def test_what_is_only_drawn_on_from_its_trend_has_no_spread():
    assert trend_crossing_text(Severity.WARNING, 660.0) == "warning in 11 min"


def test_no_late_edge_makes_no_difference_to_the_choice():
    found = a_forecast(replace(crossing(), late_s=None))
    assert next_crossing(found, "CO2", AT_NS) is not None


@pytest.mark.parametrize(
    ("late_s", "said"),
    [
        (840.0, "warning in 9–14 min"),
        (None, "warning in 9 min or later"),
        (545.0, "warning in 9 min"),
    ],
)
def test_where_there_is_little_room_only_the_spread_is_said(late_s, said):
    assert short_crossing_text(crossing(late_s=late_s), a_forecast(), AT_NS) == said
