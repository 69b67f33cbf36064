"""Lying sensors and planned visits reach the forecast from alarms and viewing windows."""

import numpy as np
import pytest
from builders import a_mission
from forecasts import a_flight, changed

from console.domain.alarm_life import Hide
from console.domain.alarms import AlarmBook, Hiding
from console.domain.forecast.agenda import Visit, people_in_dome, with_visits
from console.domain.forecast.outlook import forecast
from console.domain.forecast.told import doubted, visits
from console.domain.forecast.vehicle import CO2, OXYGEN
from console.domain.immutable_map import ImmutableMap
from console.domain.schedule import ViewingWindow, WindowStatus

DATABASE = a_mission().database
MINUTE_NS = 60 * 10**9


def hiding(kind):
    return Hiding(kind=kind, reason="reads high", by="flight:", since_ns=0, until_ns=None)


def a_visit(now_ns, after_min=10, minutes=20):
    guests = tuple(p.id for p in a_mission().people if p.role == "guest")[:3]
    start_ns = now_ns + after_min * MINUTE_NS
    return Visit(people=guests, zone="Z3", start_ns=start_ns, end_ns=start_ns + minutes * MINUTE_NS)


def test_a_sensor_out_of_service_is_doubted_and_a_shelved_one_is_not():
    hidden = ImmutableMap()
    hidden = hidden.put(OXYGEN, hiding(Hide.OUT_OF_SERVICE)).put(CO2[0], hiding(Hide.SHELVED))
    assert doubted(AlarmBook(hidden=hidden), DATABASE) == {OXYGEN}


@pytest.mark.parametrize(("unit", "parameter"), [("riu-1-out", CO2[1]), ("riu-3-out", "EPS_LOAD")])
def test_what_a_data_unit_that_is_out_reads_is_doubted(unit, parameter):
    book = AlarmBook(contexts=ImmutableMap().put(unit, 1))
    assert parameter in doubted(book, DATABASE)


def test_a_stuck_oxygen_sensor_out_of_service_leaves_pressure_and_co2_as_they_were():
    window, now_ns, _ = a_flight(25)
    stuck = changed(window, **{OXYGEN: window.values[OXYGEN] * 0.0 + 170.0})
    found = forecast(stuck, a_mission(), now_ns, suspects={OXYGEN})
    whole = forecast(window, a_mission(), now_ns)
    assert set(found.unknown) == {OXYGEN}
    far = found.outlooks[CO2[1]].middle - whole.outlooks[CO2[1]].middle
    assert np.abs(far).max() < 0.05


def test_only_approved_windows_are_visits():
    pane = next(each for each in a_mission().panes if each.zone == "Z3")
    about = {"opportunity": "o", "title": "t", "pane": pane.id, "quality": 1}
    windows = [
        ViewingWindow(
            id=str(status), start_ns=1, end_ns=2, guests=("guest-a",), status=status, **about
        )
        for status in (WindowStatus.PLANNED, WindowStatus.PROPOSED, WindowStatus.HELD)
    ]
    assert len(visits(a_mission(), windows)) == 1


def test_visitors_come_and_go_again():
    _, now_ns, _ = a_flight(25)
    visit = a_visit(now_ns)
    times_ns = np.array([visit.start_ns - MINUTE_NS, visit.start_ns, visit.end_ns])
    usual = people_in_dome(a_mission(), times_ns)
    found = people_in_dome(with_visits(a_mission(), [visit]), times_ns)
    assert (found - usual).tolist() == [0.0, 3.0, 0.0]


def test_an_approved_visit_raises_the_dome_while_it_lasts():
    window, now_ns, _ = a_flight(25)
    found = forecast(window, a_mission(), now_ns, visits=[a_visit(now_ns)])
    usual = forecast(window, a_mission(), now_ns)
    more = found.outlooks[CO2[2]].middle - usual.outlooks[CO2[2]].middle
    minutes = (found.times_ns - now_ns) / MINUTE_NS
    assert np.interp(28.0, minutes, more) > 0.3
    assert np.interp(80.0, minutes, more) < 0.1
