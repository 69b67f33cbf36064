"""What a vehicle has more than one of, and how much of it is healthy. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from console.client.feed import ParameterValue
from telemetry.limits import Validity, severity

Read = Callable[[str], ParameterValue]


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """Alike units of one subsystem.

    Parameters
    ----------
    units : tuple of str
        A parameter for each; its alarm states or limits say whether the unit is healthy.
    counts : bool
        Whether each parameter counts healthy parts itself, its nominal value being all of them.
    """

    subsystem: str
    name: str
    units: tuple[str, ...]
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """How many of the fitted units are healthy, and of how many nothing usable is known."""

    healthy: int
    fitted: int
    unknown: int


GROUPS: Final = (
    UnitGroup("CAB", "Pressure transducers", ("CAB_P_TOT_A", "CAB_P_TOT_B", "CAB_P_TOT_C")),
    UnitGroup("CAB", "Oxygen sensors", ("CAB_PPO2_A", "CAB_PPO2_B")),
    UnitGroup("ARS", "Cabin fans", ("ARS_FAN_A_STATE", "ARS_FAN_B_STATE")),
    UnitGroup("ARS", "Swing beds", ("ARS_BED_A_STATE", "ARS_BED_B_STATE")),
    UnitGroup("ARS", "LiOH slots", ("ARS_LIOH_1_STATE", "ARS_LIOH_2_STATE")),
    UnitGroup("ARS", "Zone fans", ("ARS_IMV_2_STATE", "ARS_IMV_3_STATE", "ARS_IMV_4_STATE")),
    UnitGroup("PCS", "Feed valves", ("PCS_O2_VLV", "PCS_N2_VLV")),
    UnitGroup("PCS", "Gas tanks", ("PCS_O2_1_P", "PCS_O2_2_P", "PCS_N2_1_P", "PCS_N2_2_P")),
    UnitGroup("EPS", "Solar strings", ("EPS_SA1_STR", "EPS_SA2_STR"), counts=True),
    UnitGroup("EPS", "Batteries", ("EPS_BAT1_V", "EPS_BAT2_V", "EPS_BAT3_V", "EPS_BAT4_V")),
    UnitGroup(
        "EPS", "Buses", ("EPS_BUS_28A_V", "EPS_BUS_28B_V", "EPS_BUS_120A_V", "EPS_BUS_120B_V")
    ),
    UnitGroup("TCS", "Coolant pumps", ("TCS_A_PUMP", "TCS_B_PUMP")),
    UnitGroup("CDH", "Flight computers", ("CDH_FCA_ST", "CDH_FCB_ST", "CDH_FCC_ST")),
    UnitGroup("CDH", "Interface units", ("CDH_RIU1_ST", "CDH_RIU2_ST", "CDH_RIU3_ST")),
    UnitGroup("GNC", "Star trackers", ("GNC_ST_A", "GNC_ST_B")),
    UnitGroup("GNC", "Inertial units", ("GNC_IMU_A", "GNC_IMU_B")),
    UnitGroup("FDS", "Smoke detectors", ("FDS_SMK_1_ST", "FDS_SMK_2_ST", "FDS_SMK_3_ST")),
    UnitGroup("PRP", "Helium bottles", ("PRP_HE1_P", "PRP_HE2_P")),
    UnitGroup("PRP", "Thruster pods", ("PRP_POD1_T", "PRP_POD2_T", "PRP_POD3_T", "PRP_POD4_T")),
    UnitGroup("WIN", "Shutters", ("WIN_1_SHUT", "WIN_2_SHUT", "WIN_3_SHUT", "WIN_D_SHUT")),
    UnitGroup("STR", "Hatches", ("STR_FWD_HATCH", "STR_SIDE_HATCH", "STR_HYG_HATCH")),
    UnitGroup("RAD", "Dose meters", ("RAD_RATE_A", "RAD_RATE_B")),
)

# What says most about a subsystem at a glance.
KEY_READINGS: Final = {
    "CAB": ("CAB_P_TOT", "CAB_PPO2", "CAB_PPCO2_1H"),
    "ARS": ("ARS_FLOW_SCRUB", "ARS_CO2_EFF"),
    "PCS": ("PCS_MODE", "PCS_O2_FLOW", "PCS_VENT"),
    "FDS": ("FDS_SMK_1", "FDS_SMK_2", "FDS_SMK_3", "FDS_ISOL"),
    "EPS": ("EPS_SUN", "EPS_LOAD", "DRV_BAT_TTL"),
    "TCS": ("TCS_A_FLOW", "TCS_B_FLOW", "TCS_REJECT", "TCS_SHELL_T"),
    "GNC": ("GNC_MODE", "GNC_ATT_ERR", "GNC_ALT"),
    "PRP": ("PRP_OX_QTY", "PRP_FU_QTY", "PRP_ISO"),
    "COM": ("COM_LINK", "COM_SITE", "COM_DL_RATE", "COM_EBN0"),
    "CDH": ("CDH_REC_PCT", "CDH_TIME_ERR"),
    "STR": ("STR_SEATS", "STR_PYRO"),
    "WIN": ("WIN_D_T", "WIN_D_GAP_P"),
    "RAD": ("RAD_RATE_A", "RAD_SAA", "RAD_SPE"),
    "HSP": ("HSP_DOME_N", "HSP_LIGHT", "HSP_FRIDGE", "HSP_WC_ST"),
    "DRV": ("DRV_T_RES", "DRV_CO2_TTL", "DRV_STALE_N"),
}

SUBSYSTEMS: Final = {
    "CAB": "Cabin air",
    "ARS": "Air revitalisation",
    "PCS": "Pressure control",
    "FDS": "Fire detection",
    "EPS": "Power",
    "TCS": "Thermal control",
    "GNC": "Guidance and navigation",
    "PRP": "Propulsion",
    "COM": "Communication",
    "CDH": "Computers and data",
    "STR": "Structure and hatches",
    "WIN": "Windows",
    "RAD": "Radiation",
    "HSP": "Hospitality",
    "BIO": "Crew and guests",
    "DRV": "Derived",
}


def health(group: UnitGroup, read: Read) -> Health:
    """Return how many units are healthy now; a unit nothing is known of is not."""
    healthy = fitted = unknown = 0
    for unit in group.units:
        reading = read(unit)
        parts = round(reading.parameter.nominal or 1) if group.counts else 1
        fitted += parts
        if reading.validity is not Validity.VALID:
            unknown += parts
        elif group.counts:
            healthy += min(parts, round(reading.value))
        elif severity(reading.parameter, reading.value) is None:
            healthy += 1
    return Health(healthy, fitted, unknown)


def health_text(found: Health) -> str:
    """Return it in words: ``3 of 3``, ``1 of 2``, ``1 of 3, 1 not known``."""
    text = f"{found.healthy} of {found.fitted}"
    return f"{text}, {found.unknown} not known" if found.unknown else text
