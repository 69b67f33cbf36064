"""Families see the vehicle pass: dark below, sunlit above; by Skyfield's own reckoning."""

from dataclasses import replace
from datetime import datetime

import pytest
from builders import a_mission
from outlooks import a_window
from skyfield.api import EarthSatellite, load, load_file, wgs84
from skyfield_data import get_skyfield_data_path

from console.domain.planning.day_plan import day_plans
from console.domain.viewing.look_up import LEAST_CULMINATION_DEG, look_up_times
from telemetry.timebase import utc_text

MISSION = a_mission("station-1")


@pytest.fixture(scope="module")
def found():
    return look_up_times(MISSION)


def test_every_pass_is_dark_below_sunlit_above_and_high_by_skyfield(found):
    with pytest.warns(RuntimeWarning):
        planets = load_file(f"{get_skyfield_data_path()}/de421.bsp")
    timescale = load.timescale(builtin=True)
    towns = {target.name: target for target in MISSION.targets}
    assert found
    for each in found:
        elements = MISSION.orbit.elements_at(each.best_ns)
        vehicle = EarthSatellite.from_satrec(elements.satrec, timescale)
        town = towns[each.town]
        place = wgs84.latlon(town.latitude_deg, town.longitude_deg, town.height_km * 1000)
        when = timescale.from_datetime(datetime.fromisoformat(utc_text(each.best_ns)))
        height, _, _ = (vehicle - place).at(when).altaz()
        assert height.degrees == pytest.approx(each.max_elevation_deg, abs=0.5)
        assert height.degrees > LEAST_CULMINATION_DEG - 0.5
        sun, _, _ = (planets["earth"] + place).at(when).observe(planets["sun"]).apparent().altaz()
        assert sun.degrees < -5.9
        assert vehicle.at(when).is_sunlit(planets)
    planets.close()


def test_each_is_for_a_guest_whose_home_it_is(found):
    homes = {person.id: person.home for person in MISSION.people}
    names = {target.id: target.name for target in MISSION.targets}
    assert all(names[homes[each.person]] == each.town for each in found)
    assert [each.best_ns for each in found] == sorted(each.best_ns for each in found)


def test_who_has_no_home_on_the_list_is_not_looked_for():
    nobody = replace(MISSION, people=tuple(replace(p, home="") for p in MISSION.people))
    assert look_up_times(nobody) == ()


def test_it_stands_on_the_guest_s_day(found):
    first = found[0]
    window = replace(a_window(guests=(first.person,)), start_ns=first.start_ns, end_ns=first.end_ns)
    (day,) = day_plans([window], MISSION, look_ups=found)
    assert any(f"from {first.town} you can be seen" in item.title for item in day.items)


def test_a_shorter_flight_has_no_more_of_them():
    brief = replace(MISSION, duration_s=3600.0)
    assert len(look_up_times(brief)) <= len(look_up_times(MISSION))
