"""Places in the models' state: what they permit, wherever a value comes from."""

import pytest
from simulations import a_simulation

from simulator.models import Models
from simulator.parameters import VehicleParameters
from simulator.places import Place, PlaceError, list_places, out_of_range
from simulator.quantity import list_quantities


def roots():
    return Models(VehicleParameters(), 0.0, ["nominal"] * 6, [1] * 6).roots


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("people.zones[0]", 9, "whole numbers from 0 to 3"),
        ("people.zones[0]", 1.0, "whole numbers"),
        ("people.zones[6]", 1, "no element 6"),
        ("people.activities[0]", "dancing", "one of sleep, nominal"),
        ("people.phase_s[0]", 1.0, "worked out"),
        ("pressure_control.feeds[0].tank_kg[0]", -1.0, "0 to 100 kg"),
        ("pressure_control.feeds[0].stuck_kg_per_h", -1, "0 to 100 kg/h"),
        ("air.hole_mm[1]", -0.001, "0 to 50 mm"),
        ("air.hole_mm[1]", 10**400, "0 to 50 mm"),
        ("air.hole_mm[1]", True, "cannot be True"),
        ("air.patched_share[1]", 1.0, "worked out"),
        ("power.load_w", 1.0, "worked out"),
        ("computers.computers[1]", "ASLEEP", "must be one of"),
        ("ventilation.fan_on[0]", "yes", "true or false"),
    ],
)
def test_what_a_place_does_not_permit_is_refused_with_what_it_does(path, value, words):
    with pytest.raises(PlaceError, match=words):
        Place(roots(), path).write(value)


def test_every_place_that_is_listed_can_be_set_to_what_it_is():
    simulation = a_simulation()
    listed = list(list_places(simulation.vehicle.roots))
    assert len(listed) > 200
    for place in listed:
        path = place.path.replace("sensors.*", "sensors.CAB_P_TOT_A")
        found = Place(simulation.vehicle.roots, path)
        found.write(found.read())
        assert place.permitted, path


def test_every_number_that_can_be_set_has_a_finite_range():
    for known in list_quantities(VehicleParameters()):
        if not isinstance(known.value, (bool, str)):
            assert known.high < float("inf"), known.path
            assert known.low > float("-inf"), known.path
        assert known.permitted


def test_every_place_a_fault_or_command_changes_is_listed():
    simulation = a_simulation()
    listed = {place.path for place in list_places(simulation.vehicle.roots)}
    for fault in simulation.library.faults.values():
        for effect in fault.effects:
            known = effect.path
            if known.startswith("sensors."):
                known = f"sensors.*.{known.rsplit('.', 1)[1]}"
            assert known in listed, (fault.id, effect.path)


def test_a_number_that_left_its_range_is_named():
    state = roots()
    assert out_of_range(state) is None
    state["humidity"].tank_kg = float("nan")
    assert "humidity.tank_kg" in out_of_range(state)
    state["humidity"].tank_kg = 2e4
    assert "0 to 10000 kg" in out_of_range(state)
