"""How people speak of a vehicle: its subsystems, what they look at first, what it has several of.

All of it is data, read from ``words.toml`` beside the vehicle's XTCE. A vehicle without the file is
shown by the names its parameters have.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from telemetry.mission_tables import Fields, read_toml

NAME: Final = "words.toml"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleWords:
    """Everything that is said of one vehicle.

    Parameters
    ----------
    subsystems : mapping of str to str
        Names by short name, in the order in which they are shown.
    key_readings : mapping of str to tuple of str
        By subsystem, the parameters that say most about it at a glance.
    """

    subsystems: Mapping[str, str] = field(default_factory=dict)
    key_readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: tuple[UnitGroup, ...] = ()


def read_words(data: bytes, subsystem_of: Mapping[str, str], problems: list[str]) -> VehicleWords:
    """Return what the file says; every problem is added to `problems`.

    Parameters
    ----------
    data : bytes
        The TOML file; empty for a vehicle that has none.
    subsystem_of : mapping of str to str
        The subsystem of each parameter there is.
    """
    top = read_toml(NAME, data, problems)
    names: dict[str, str] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for fields in top.tables("subsystem"):
        short = fields.choice("id", sorted(set(subsystem_of.values())))
        if short in names:
            fields.refuse(f"subsystem '{short}' is there more than once")
        names[short] = fields.text("name")
        keys[short] = _known(fields, "key_readings", subsystem_of)
        fields.finish()
    groups = []
    for fields in top.tables("units"):
        subsystem = fields.choice("subsystem", sorted(set(subsystem_of.values())))
        units = _known(fields, "parameters", subsystem_of)
        if not units:
            fields.refuse("parameters names no parameter of the vehicle")
        for unit in units:
            if subsystem_of[unit] != subsystem:
                fields.refuse(f"'{unit}' belongs to {subsystem_of[unit]}, not to {subsystem}")
        counts = fields.flag("counts", default=False)
        groups.append(UnitGroup(subsystem, fields.text("name"), units, counts))
        fields.finish()
    top.finish()
    return VehicleWords(subsystems=names, key_readings=keys, groups=tuple(groups))


def _known(fields: Fields, key: str, known: Collection[str]) -> tuple[str, ...]:
    written = fields.words(key)
    for name in written:
        if name not in known:
            fields.refuse(f"{key} names '{name}', which the vehicle does not have")
    return tuple(name for name in written if name in known)
