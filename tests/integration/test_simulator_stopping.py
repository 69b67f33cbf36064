"""A simulation that cannot go on, and snapshots that cannot be: what is saved, what is refused."""

import msgpack
import numpy as np
import pytest
from simulations import a_simulation, fly, the_latest

from simulator.agenda import InjectFault, SetPlace
from simulator.cli import main
from simulator.flight import SimulationStoppedError
from simulator.snapshot import SnapshotError

FURNACE = SetPlace(path="air.extra_heat_w[1]", value=1e6)


def burnt_out(simulation):
    """Fly until the models cannot go on; return why."""
    simulation.keep()
    with pytest.raises(SimulationStoppedError) as stopped:
        list(simulation.advance_to(simulation.tick + 36_000))
    return str(stopped.value)


def test_the_last_good_state_is_at_most_ten_seconds_old_and_can_be_flown_from():
    simulation = a_simulation()
    fly(simulation, 60)
    simulation.vehicle.happen(FURNACE)
    assert "which this model does not describe" in burnt_out(simulation)
    stopped_s = simulation.vehicle.second
    resumed = a_simulation()
    resumed.restore(simulation.last_good())
    assert stopped_s - 20 <= resumed.elapsed_s <= stopped_s
    resumed.vehicle.happen(SetPlace(path="air.extra_heat_w[1]", value=0.0))
    fly(resumed, 60)


def test_an_error_in_a_model_stops_as_a_state_out_of_range_does(monkeypatch):
    simulation = a_simulation()

    def breaks(*_, **__):
        raise IndexError("list index out of range")

    monkeypatch.setattr(simulation.vehicle.fire, "step", breaks)
    simulation.vehicle.happen(InjectFault(fault="F24"))
    assert "the models cannot go on from this state: IndexError" in burnt_out(simulation)


def test_a_number_that_is_none_never_leaves_the_simulation():
    simulation = a_simulation()
    simulation.vehicle.thermal.state.plate_c[0] = float("nan")
    with pytest.raises(SimulationStoppedError, match="is no number any more"):
        list(simulation.advance_to(600))


def test_a_stopped_run_is_resumed_from_its_snapshot_and_mended(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    run = ["--mission", "meridian-1", "--for", "20min", "--speed", "max"]
    hot = ["--set", 'events=[{at="5min", set="air.extra_heat_w[1]", value=5e4}]']
    assert main([*run, *hot, "--output", "a.mission"]) == 1
    assert "for --resume" in capsys.readouterr().err
    saved = tmp_path / "meridian-1-stopped.snapshot"
    simulation = a_simulation()
    simulation.restore(saved.read_bytes())
    assert 300 < simulation.elapsed_s < 1200
    simulation.vehicle.happen(SetPlace(path="air.extra_heat_w[1]", value=0.0))
    assert 0.0 < fly(simulation, 60)["CAB_P_TOT"] < 1034.0


def damaged(data, change):
    """Return a snapshot with its tree changed."""
    tree = msgpack.unpackb(data, strict_map_key=False)
    change(tree[2])
    return msgpack.packb(tree)


def of_vehicle(saved, *names):
    found = saved["vehicle"]
    for name in names:
        found = found["o"][2][name]
    return found["o"][2]


@pytest.mark.parametrize(
    "change",
    [
        lambda saved: saved.pop("sampler"),
        lambda saved: saved["position"]["o"][2].update(tick="soon"),
        lambda saved: saved["position"]["o"][2].update(tick=10**15),
        lambda saved: saved["position"]["o"][2].update(truth={"a": ["<f8", [1, 1], bytes(8)]}),
        lambda saved: saved["vehicle"]["o"][2].update(second=None),
        lambda saved: of_vehicle(saved, "power", "state").update(strings=3),
        lambda saved: of_vehicle(saved, "power", "state").update(batteries=[]),
        lambda saved: saved["vehicle"].clear(),
        lambda saved: of_vehicle(saved, "life_support").update(state=5),
        lambda saved: of_vehicle(saved, "fire", "state").update(zone=17),
        lambda saved: of_vehicle(saved, "windows", "state").update(panes={"o": ["os", "x", {}]}),
        lambda saved: of_vehicle(saved, "thermal", "state").update(sink_k=float("nan")),
    ],
)
def test_a_damaged_snapshot_is_refused_and_changes_nothing(change):
    simulation = a_simulation(keeps_way_back=True)
    fly(simulation, 30)
    data = damaged(simulation.snapshot(), change)
    before = simulation.snapshot()
    with pytest.raises(SnapshotError):
        simulation.restore(data)
    assert simulation.snapshot() == before
    fly(simulation, 10)


def test_the_truth_of_what_is_worked_out_is_what_perfect_instruments_would_give():
    simulation = a_simulation(keeps_way_back=True)
    fly(simulation, 60)
    simulation.vehicle.happen(InjectFault(fault="F15"))
    simulation.vehicle.happen(InjectFault(fault="F11"))
    latest = the_latest(
        list(simulation.advance_to(simulation.tick + 600)), simulation.mission.database
    )
    truth = simulation.truth_now()
    assert latest["CAB_P_SPLIT"] > 15.0
    assert truth["CAB_P_SPLIT"] == 0.0
    assert truth["CAB_DPDT"] == pytest.approx(-1.2, abs=0.2)
    assert truth["DRV_LEAK_D"] == pytest.approx(2.0, abs=0.3)
    assert truth["DRV_PIO2"] == pytest.approx(
        (truth["CAB_P_TOT"] - 47.0) * truth["CAB_PPO2"] / truth["CAB_P_TOT"], abs=0.1
    )
    assert truth["DRV_STALE_N"] is None
    assert np.isfinite([value for value in truth.values() if value is not None]).all()


def test_a_simulation_never_takes_a_vehicles_name():
    simulation = a_simulation()
    assert simulation.source.startswith("simulator/")
    with pytest.raises(ValueError, match="begins with simulator/"):
        type(simulation)(simulation.mission, None, simulation.library, source="vehicle/1", seed=1)
