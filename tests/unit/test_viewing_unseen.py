"""What cannot be seen is said early, with the reason."""

from dataclasses import replace

import pytest

from console.domain.viewing.opportunities import find_opportunities
from console.domain.viewing.unseen import explain_unseen
from telemetry.mission import Target, load_mission, read_configuration


@pytest.fixture(scope="module")
def mission():
    return load_mission(read_configuration("meridian-1"))


@pytest.fixture(scope="module")
def found(mission):
    return find_opportunities(mission, mission.launch_ns, mission.end_ns)


@pytest.fixture(scope="module")
def reasons(mission, found):
    unseen = explain_unseen(mission, mission.launch_ns, mission.end_ns, found)
    return {each.target.id: each.reason for each in unseen}


def test_inspiration4_flew_one_daylight_regime_and_the_north_was_dark(reasons) -> None:
    """Facts: most of the northern targets were dark for the whole flight."""
    dark = [r for r in reasons.values() if r.startswith("not by day on this flight")]
    assert len(dark) > 40
    assert reasons["mont-blanc"].startswith("not by day on this flight")


def test_a_pole_is_below_the_horizon_of_an_orbit_of_52_degrees(reasons) -> None:
    assert reasons["mount-erebus"] == "it stays below the horizon for the whole flight"


def test_every_target_is_either_shown_or_explained(mission, found, reasons) -> None:
    shown = {opportunity.target for opportunity in found}
    for target in mission.targets:
        assert (target.id in shown) != (target.id in reasons) or target.kind == "aurora zone"


@pytest.mark.parametrize(
    ("name", "latitude_deg", "mode", "reason"),
    [
        ("fjord", 62.0, "day", "only near the horizon: never less than"),
        ("pole", 89.0, "night", "it stays below the horizon"),
    ],
)
def test_reasons_fit_the_place(mission, name, latitude_deg, mode, reason) -> None:
    place = Target(
        id=name,
        name=name,
        kind="fjord",
        mode=mode,
        latitude_deg=latitude_deg,
        longitude_deg=10.0,
        height_km=0.0,
        extent_km=0.0,
        is_core=False,
    )
    alone = replace(mission, targets=(place,))
    (unseen,) = explain_unseen(alone, mission.launch_ns, mission.end_ns, ())
    assert unseen.reason.startswith(reason)


def test_when_all_is_shown_nothing_is_explained(mission) -> None:
    assert explain_unseen(replace(mission, targets=()), mission.launch_ns, mission.end_ns, ()) == ()
