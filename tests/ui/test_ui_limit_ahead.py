"""How long is left until the next limit, and that it is told alike wherever it is asked."""

import numpy as np
import pytest
from builders import a_mission, an_alarm_raised
from desks import T0_NS, SentRequests, a_desk
from seats import a_seat

from console.domain.alarm_facts import ContextChanged
from console.ui.models.alarm_rows import alarm_rows
from console.ui.models.alarm_table import AlarmTableModel, present_text
from console.ui.models.instrument import InstrumentSpec, read_instrument
from console.ui.models.limit_ahead import (
    LimitAhead,
    caution_span,
    limit_ahead,
    slope_per_s,
    time_to_limit,
)
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.alarm_strip import AlarmStrip
from telemetry.dictionary import Severity
from telemetry.judgement import Validity
from telemetry.timebase import NS_PER_S

CO2 = "CAB_PPCO2_Z3"
PARAMETERS = a_mission().database.parameters


def going(now, per_min):
    return lambda seconds: now + seconds * per_min / 60


def ahead(*facts, parameter=CO2, now=4.0, per_min=0.05, span_s=600.0):
    desk = a_desk(*facts, changed={parameter: going(now, per_min)}, span_s=span_s)
    return limit_ahead(desk, desk.value(parameter))


def test_the_time_left_follows_from_the_trend():
    found = ahead()
    assert found.slope_per_s == pytest.approx(0.05 / 60, rel=0.01)
    assert found.text == "rising 0.05 mmHg a minute, caution in 10 min"


def test_a_trend_too_small_to_matter_is_steady():
    assert ahead(per_min=0.001) == LimitAhead(slope_per_s=0.0, trend="steady")


def test_half_a_minute_of_samples_makes_no_trend():
    assert ahead(span_s=30, per_min=0.5) == LimitAhead()


def test_old_values_have_no_trend_and_no_time_left():
    desk = a_desk(changed={CO2: going(4.0, 0.05)})
    desk.clock._wall.advance(60)
    reading = desk.value(CO2)
    assert reading.validity is Validity.STALE
    assert limit_ahead(desk, reading) == LimitAhead()


def test_a_limit_beyond_an_orbit_is_not_told():
    found = ahead(now=3.5, per_min=0.01)
    assert (found.trend, found.time_left) == ("rising 0.01 mmHg a minute", "")


def test_of_a_standing_alarm_only_a_graver_limit_counts():
    alarm = an_alarm_raised(CO2, severity=Severity.CAUTION, value=4.6, limit=4.5)
    found = ahead(alarm, now=4.4)  # back inside, by less than the deadband
    assert found.time_left == "warning in 32 min"


def test_the_limits_of_the_context_in_force_count():
    by_day = ahead(parameter="CAB_NOISE", now=57.0, per_min=0.5)
    asleep = ahead(
        ContextChanged(context="sleep", is_on=True, sample_ns=T0_NS, reason=""),
        parameter="CAB_NOISE",
        now=57.0,
        per_min=0.5,
    )
    assert by_day.brief != asleep.brief
    assert asleep.brief == "advisory in 10 min"


def test_a_value_on_its_way_back_does_not_run_to_the_other_limit():
    found = ahead(parameter="CAB_P_TOT", now=700.0, per_min=4)
    assert found.slope_per_s > 0
    assert found.time_left == ""


def test_what_the_context_in_force_allows_is_not_on_its_way_back():
    ascent = ContextChanged(context="ascent", is_on=True, sample_ns=T0_NS, reason="")
    falling = {"parameter": "BIO_1_HR", "now": 150.0, "per_min": -5.0}
    assert ahead(**falling).time_left == ""
    assert ahead(ascent, **falling).time_left == "advisory in 21 min"


def test_a_state_has_no_trend():
    desk = a_desk()
    assert limit_ahead(desk, desk.value("ARS_FAN_A_STATE")) == LimitAhead()


def test_a_slope_is_the_least_squares_one_and_leaves_out_what_is_invalid():
    times_ns = np.arange(100, dtype=np.int64) * NS_PER_S
    values = 3.0 + 0.02 * np.arange(100)
    values[40:50] = np.nan
    assert slope_per_s(times_ns, values) == pytest.approx(0.02)


def test_the_first_limit_on_the_way_counts():
    co2 = PARAMETERS[CO2]
    assert time_to_limit(4.0, 0.01, co2.limits)[1] == pytest.approx(50)
    assert time_to_limit(5.0, 0.01, co2.limits)[0].threshold == 6.0
    assert time_to_limit(4.0, -0.01, co2.limits) == (None, None)
    assert time_to_limit(4.0, 0.0, co2.limits) == (None, None)


def test_the_normal_range_of_a_one_sided_parameter_is_counted_from_its_nominal():
    assert caution_span(PARAMETERS[CO2]) == pytest.approx(2.5)
    assert caution_span(PARAMETERS["CAB_P_TOT"]) == pytest.approx(33)


def test_row_tip_strip_and_instrument_tell_one_time(qtbot):
    alarm = an_alarm_raised(CO2, severity=Severity.CAUTION, value=4.6, limit=4.5)
    desk = a_desk(alarm, changed={CO2: going(5.0, per_min=0.1)})
    (row,) = alarm_rows(desk.state.alarms, desk.mission.database, ()).rows
    model = AlarmTableModel(desk)
    seat = a_seat(desk, SentRequests())
    strip = AlarmStrip(seat, RequestNotes(seat.requests))
    qtbot.addWidget(strip)
    instrument = read_instrument(InstrumentSpec(title="ppCO2", parameters=(CO2,)), desk)

    told = [model.text(row, 0), model.tip(row), strip.words.text, instrument.ahead.brief]
    assert all("warning in 10 min" in each for each in told)
    assert "5 mmHg > 4.5, rising 0.1 mmHg a minute, warning in 10 min" in strip.words.text


def test_a_value_inside_the_deadband_is_not_said_to_be_beyond_its_limit():
    alarm = an_alarm_raised(CO2, severity=Severity.CAUTION, value=4.6, limit=4.5)
    desk = a_desk(alarm, changed={CO2: going(4.4, per_min=0.0)})
    assert "dome: 4.4 mmHg, limit 4.5, steady · " in present_text(desk, desk.alarms()[0])


def test_a_value_that_comes_no_more_is_said_to_be_old():
    alarm = an_alarm_raised(CO2, severity=Severity.CAUTION, value=4.6, limit=4.5)
    desk = a_desk(alarm)
    desk.clock._wall.advance(60)
    assert "dome: 4.6 mmHg > 4.5, now stale · " in present_text(desk, desk.alarms()[0])
