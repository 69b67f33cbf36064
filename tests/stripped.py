"""Meridian without what its own computer works out, so that the ground must."""

from functools import cache

from lxml import etree

import resources
from telemetry.health import with_health
from telemetry.mission import read_configuration
from telemetry.xtce import load_database

WORKED_OUT = (
    "CAB_P_TOT",
    "CAB_P_SPLIT",
    "CAB_PPO2",
    "CAB_DPDT",
    "CAB_PPCO2_1H",
    "CAB_FO2",
    "DRV_PIO2",
    "DRV_T_RES",
    "DRV_LEAK_D",
    "DRV_CO2_TTL",
    "DRV_O2_DAYS",
    "DRV_N2_REPRESS",
    "DRV_CO2_RESERVE",
    "DRV_BAT_TTL",
)


def stripped_xtce():
    """Return Meridian's XTCE file without the parameters that are worked out."""
    root = etree.fromstring(resources.find("vehicle/meridian/meridian.xml").read_bytes())
    for entry in root.xpath("//*[local-name()='ParameterRefEntry']"):
        if entry.get("parameterRef") in WORKED_OUT:
            entry.getparent().remove(entry)
    for parameter in root.xpath("//*[local-name()='Parameter']"):
        if parameter.get("name") in WORKED_OUT:
            parameter.getparent().remove(parameter)
    return etree.tostring(root)


def stripped_files():
    """Return the files of meridian-1, flown by a vehicle that works nothing out."""
    return {**read_configuration("meridian-1").files, "vehicle.xml": stripped_xtce()}


@cache
def stripped_database():
    """Return the database of a vehicle that works nothing out."""
    files = stripped_files()
    beside = [files[name] for name in ("alarms.toml", "alarm_rules.toml", "derived.toml")]
    return with_health(load_database(files["vehicle.xml"], *beside))
