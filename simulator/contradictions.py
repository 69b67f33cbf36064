"""What in a set of parameters cannot be at the same time."""

from typing import Final

from simulator.gases import PA_PER_MMHG, saturation_pressure_pa
from simulator.parameters import VehicleParameters

# A third of the air in one step of two seconds.
MOST_AIR_CHANGES_PER_H: Final = 600.0


def contradictions(parameters: VehicleParameters) -> list[str]:
    """Return what in `parameters` cannot be at the same time, one line each."""
    return [
        *parameters.air.metabolic_rows.problems("air.metabolic_rows"),
        *_of_the_cabin(parameters),
        *_of_the_controls(parameters),
    ]


def _of_the_cabin(parameters: VehicleParameters) -> list[str]:
    cabin = parameters.cabin
    problems = []
    if abs(sum(cabin.zone_shares) - 1.0) > 0.01:
        problems.append(f"cabin.zone_shares sum to {sum(cabin.zone_shares):g}, not to 1")
    if abs(sum(parameters.ventilation.duct_shares) - 1.0) > 0.01:
        problems.append("ventilation.duct_shares do not sum to 1")
    vapour_mmhg = saturation_pressure_pa(cabin.temperature_c) / PA_PER_MMHG
    vapour_mmhg *= cabin.relative_humidity_pct / 100.0
    if cabin.oxygen_mmhg + cabin.co2_mmhg + vapour_mmhg > cabin.pressure_mmhg:
        problems.append(
            f"cabin.oxygen_mmhg, cabin.co2_mmhg and {vapour_mmhg:.1f} mmHg of vapour are more than "
            f"cabin.pressure_mmhg = {cabin.pressure_mmhg:g}"
        )
    flow_m3_per_h = parameters.co2_removal.linear_flow_m3_per_h
    flow_m3_per_h += parameters.ventilation.fan_flow_m3_per_h
    if flow_m3_per_h > MOST_AIR_CHANGES_PER_H * cabin.volume_m3:
        problems.append(
            f"{flow_m3_per_h:g} m³/h change the air of cabin.volume_m3 = {cabin.volume_m3:g} m³ "
            f"more than {MOST_AIR_CHANGES_PER_H:g} times an hour, too fast for this model"
        )
    return problems


def _of_the_controls(parameters: VehicleParameters) -> list[str]:
    control = parameters.pressure_control
    problems = []
    if control.oxygen_on_mmhg >= control.oxygen_off_mmhg:
        problems.append("pressure_control.oxygen_on_mmhg is not below oxygen_off_mmhg")
    if control.pressure_on_mmhg >= control.pressure_off_mmhg:
        problems.append("pressure_control.pressure_on_mmhg is not below pressure_off_mmhg")
    if control.relief_cracks_mmhg <= control.pressure_off_mmhg:
        problems.append("pressure_control.relief_cracks_mmhg is not above pressure_off_mmhg")
    return problems
