"""Faults that overlap, are changed, patched, cleared and answered by crew and plan meanwhile."""

import pytest
from simulations import a_simulation

from simulator.agenda import ClearFault, GiveCommand, InjectFault, SetActivity, SetPlace
from simulator.co2_removal import CartridgeState
from simulator.faults import Effect, Fault, FaultBoard, FaultError


@pytest.fixture
def simulation():
    return a_simulation()


def a_fault(name, path, value, **other):
    given = dict.fromkeys(
        ("name", "subsystem", "cause", "chain", "response", "trap", "first_out"), ""
    )
    given |= {"alarm_class": "", "time_scale": "", "difficulty": 1, "onset_s": 0.0}
    given |= {"duration_s": 0.0, "effects": (Effect(path=path, value=value),)}
    return Fault(id=name, **{**given, **other})


def test_faults_on_one_place_add_and_each_clears_alone(simulation):
    path = "thermal.loops[0].leak_kg_per_min"
    board = FaultBoard(
        {"X": a_fault("X", path, 0.2), "Y": a_fault("Y", path, 0.5)}, simulation.vehicle.roots
    )
    loop = simulation.vehicle.thermal.state.loops[0]
    board.inject("X", 0.0)
    board.inject("Y", 0.0, severity=2.0)
    assert loop.leak_kg_per_min == pytest.approx(1.2)
    board.clear("X", 0.0)
    assert loop.leak_kg_per_min == pytest.approx(1.0)
    board.write(path, 0.1)
    board.clear("Y", 0.0)
    assert loop.leak_kg_per_min == pytest.approx(0.1)


def test_a_severity_that_goes_further_than_its_place_permits_is_refused(simulation):
    with pytest.raises(FaultError, match=r"F12 cannot act here at severity 9: 'air\.hole_mm\[6\]'"):
        simulation.vehicle.faults.inject("F12", 0.0, severity=9.0)
    assert simulation.vehicle.faults.active == {}


def test_three_holes_leak_together_and_are_patched_one_by_one(simulation):
    air = simulation.vehicle.life_support.disturbance
    for fault in ("F10", "F11", "F12"):
        simulation.vehicle.happen(InjectFault(fault=fault))
    assert sum(air.open_mm2()) == pytest.approx(0.5**2 + 2.0**2 + 6.0**2)
    patch = GiveCommand(name="patch_hole", argument=1.0)
    assert simulation.command(patch) is None
    assert sum(air.open_mm2()) == pytest.approx(0.5**2 + 2.0**2)
    simulation.vehicle.happen(ClearFault(fault="F11"))
    assert sum(air.open_mm2()) == pytest.approx(0.5**2)
    assert simulation.command(patch) is None
    assert "no open hole" in simulation.command(patch)


def test_a_patch_does_not_cure_the_next_hole(simulation):
    air = simulation.vehicle.life_support.disturbance
    assert "no open hole" in simulation.command(GiveCommand(name="patch_hole", argument=1.0))
    simulation.vehicle.happen(InjectFault(fault="F11"))
    assert simulation.command(GiveCommand(name="patch_hole", argument=0.5)) is None
    assert sum(air.open_mm2()) == pytest.approx(2.0)
    simulation.vehicle.happen(ClearFault(fault="F11"))
    simulation.vehicle.happen(InjectFault(fault="F11"))
    assert sum(air.open_mm2()) == pytest.approx(4.0)
    simulation.vehicle.happen(SetPlace(path="air.hole_mm[1]", value=1.0))
    assert sum(air.open_mm2()) == pytest.approx(5.0)


def test_people_a_fault_keeps_in_the_dome_go_where_the_plan_has_them_when_it_is_cleared(simulation):
    zones = simulation.vehicle.life_support.people.zones
    simulation.vehicle.happen(InjectFault(fault="F06"))
    assert zones[2:5] == [2, 2, 2]
    simulation.vehicle.happen(SetActivity(person=2, activity="sleep", zone=3))
    assert zones[2] == 2
    assert simulation.command(GiveCommand(name="move", argument="4=Z1")) is None
    assert zones[3] == 0
    simulation.vehicle.happen(ClearFault(fault="F06"))
    assert zones[2:4] == [3, 0]


def test_a_fresh_cartridge_stays_when_the_fault_of_the_old_one_is_cleared(simulation):
    state = simulation.vehicle.life_support.co2_removal.state
    simulation.vehicle.happen(InjectFault(fault="F04"))
    assert state.cartridge_used_kg[0] == 1.5
    assert simulation.command(GiveCommand(name="fit_lioh", argument=1)) is None
    simulation.vehicle.happen(ClearFault(fault="F04"))
    assert state.cartridge_state[0] is CartridgeState.IN_USE
    assert state.cartridge_used_kg[0] == 0.0


def test_a_window_gets_dirty_and_is_wiped(simulation):
    pane = simulation.vehicle.windows.state.panes[3]
    simulation.vehicle.happen(SetActivity(person=0, activity="free", zone=2))
    list(simulation.advance_to(6_000))
    touched, film = pane.prints_share, pane.film_mg_per_m2
    assert 0.0 < touched < 0.01
    assert film > 0.0
    before = simulation.truth_now()["WIN_D_CLEAN"]
    assert simulation.command(GiveCommand(name="clean_window", argument=4)) is None
    list(simulation.advance_to(6_200))
    assert pane.prints_share < 0.1 * touched
    assert pane.film_mg_per_m2 >= film
    assert before < simulation.truth_now()["WIN_D_CLEAN"] < 100.0
