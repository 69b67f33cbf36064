"""Swing bed and LiOH cartridges."""

import pytest

from simulator.co2_removal import BedPhase, CartridgeState, Co2Removal, Co2RemovalParameters

SIX_AWAKE_KG_PER_S = 6 * 0.720e-3 / 60.0
KG_PER_M3_MMHG = 44.0095e-3 * 133.322 / (8.314462618 * 295.15)


def a_removal(**parameters):
    return Co2Removal(Co2RemovalParameters(**parameters))


def run(removal, seconds, *, flow_m3_per_h=60.0, co2_mmhg=2.0, step_s=10.0):
    """Let a removal work and return the CO2 it took, kg."""
    taken_kg = 0.0
    for _ in range(round(seconds / step_s)):
        step = removal.step(
            step_s,
            flow_m3_per_h=flow_m3_per_h,
            co2_mmhg=co2_mmhg,
            co2_kg_per_m3=co2_mmhg * KG_PER_M3_MMHG,
            water_kg_per_m3=0.01,
            cabin_pa=101325.0,
            air_c=22.0,
        )
        taken_kg += step.co2_kg_per_s * step_s
    return taken_kg


def test_the_beds_hold_about_two_mmhg_for_six_people():
    taken_kg = run(a_removal(), 4 * 3600.0)
    assert taken_kg / (4 * 3600.0) == pytest.approx(SIX_AWAKE_KG_PER_S, rel=0.1)


def test_the_beds_change_places_every_half_cycle():
    removal = a_removal()
    run(removal, 400.0)
    assert removal.state.bed_phase == [BedPhase.ADSORB, BedPhase.DESORB]
    run(removal, 420.0)
    assert removal.state.bed_phase == [BedPhase.DESORB, BedPhase.ADSORB]


def test_what_a_bed_takes_goes_overboard():
    removal = a_removal()
    begun_kg = sum(removal.state.bed_loading_kg)
    taken_kg = run(removal, 6 * 3600.0)
    held_kg = sum(removal.state.bed_loading_kg) + removal.state.vented_co2_kg
    assert held_kg == pytest.approx(begun_kg + taken_kg, rel=1e-9)


def test_a_bed_that_cannot_desorb_saturates_and_halves_the_mean_efficiency():
    sound, stuck = a_removal(), a_removal()
    stuck.state.bed_vent_is_stuck[0] = True
    for removal in (sound, stuck):
        run(removal, 3600.0)
    ratio = run(stuck, 4 * 3600.0) / run(sound, 4 * 3600.0)
    assert ratio == pytest.approx(0.5, abs=0.1)
    assert stuck.state.bed_pressure_pa[0] > 90_000.0


def test_an_isolated_bed_leaves_the_other_cycling_alone():
    removal = a_removal()
    removal.state.bed_is_isolated[0] = True
    run(removal, 900.0)
    assert removal.state.bed_phase[0] is BedPhase.ISOLATED
    assert removal.state.bed_phase[1] in {BedPhase.ADSORB, BedPhase.DESORB}


def test_a_leak_into_the_vacuum_line_stands_in_it_as_its_bore_lets_it_out():
    """Choked twice: 101 325 Pa through 1 mm leaves an 18 mm line at 101 325/18² Pa."""
    removal = a_removal()
    removal.state.vacuum_leak_mm = 1.0
    run(removal, 300.0)
    assert removal.state.bed_pressure_pa[1] == pytest.approx(60.0 + 101_325.0 / 18**2, rel=0.01)


def test_a_leaking_vacuum_line_is_a_hole_until_it_is_closed():
    removal = a_removal()
    assert removal.leak_area_m2() == 0.0
    removal.state.vacuum_leak_mm = 1.0
    assert removal.leak_area_m2() == pytest.approx(0.62 * 0.785398e-6, rel=1e-4)
    removal.state.vent_valve_is_closed = True
    assert removal.leak_area_m2() == 0.0


def test_a_cartridge_breaks_through_at_its_capacity():
    removal = a_removal(beds_are_fitted=False)
    assert removal.fit_cartridge(0) is None
    run(removal, 8 * 3600.0)
    fresh = removal.state.outlet_share
    run(removal, 4 * 3600.0)
    assert fresh < 0.15
    assert removal.state.outlet_share > 0.9
    assert removal.state.cartridge_state[0] is CartridgeState.SPENT
    assert removal.state.cartridge_used_kg[0] == pytest.approx(2.5, rel=0.05)


def test_cartridges_come_from_the_stock_until_it_is_empty():
    removal = a_removal(cartridge_stock=1)
    assert removal.fit_cartridge(0) is None
    assert removal.state.cartridge_stock == 0
    assert "no unused LiOH" in removal.fit_cartridge(1)


def test_a_swing_lets_its_ullage_go_over_two_minutes():
    removal = a_removal()
    lost = []
    for _ in range(200):
        step = removal.step(
            10.0,
            flow_m3_per_h=60.0,
            co2_mmhg=2.0,
            co2_kg_per_m3=2.0 * KG_PER_M3_MMHG,
            water_kg_per_m3=0.01,
            cabin_pa=101325.0,
            air_c=22.0,
        )
        lost.append(step.ullage_m3)
    assert sum(lost) == pytest.approx(2 * 0.002, rel=1e-6)
    assert max(lost) == pytest.approx(0.002 / 12, rel=1e-6)
