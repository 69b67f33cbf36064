"""Named faults: what breaks, never what is displayed.

The catalogue is data (``resources/scenarios/faults.toml``). A fault changes places in the models'
state, at once or growing over its onset; everything a controller then sees follows from the models.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from simulator.places import Place, PlaceError, Value

_KEYS: Final = {
    "name",
    "subsystem",
    "cause",
    "chain",
    "response",
    "trap",
    "time_scale",
    "first_out",
    "alarm_class",
    "schedule_effect",
    "difficulty",
    "precedent",
    "onset_s",
    "duration_s",
    "effects",
}


class FaultError(ValueError):
    """A wrong catalogue or an unknown fault; lists every problem, one per line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One place a fault changes.

    Parameters
    ----------
    path : str
        As in `simulator.places`.
    value : bool, int, float or str
        What stands there at full severity.
    scales : bool
        Whether a number grows with severity and onset from what it was, or is simply set.
    """

    path: str
    value: Value
    scales: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One entry of the catalogue.

    Parameters
    ----------
    name, cause, chain, response, trap : str
        In words, for trainers: what, why, what follows, what to do, what not to fall for.
    first_out : str
        The parameter whose alarm should come first.
    difficulty : int
        1 to 4.
    onset_s : float
        Time until the full effect.
    duration_s : float
        After which it clears by itself; 0 for a fault that stays.
    """

    id: str
    name: str
    subsystem: str
    cause: str
    chain: str
    response: str
    trap: str
    first_out: str
    difficulty: int
    onset_s: float
    duration_s: float
    effects: tuple[Effect, ...]


@dataclass(kw_only=True)
class ActiveFault:
    """A fault that acts now.

    Parameters
    ----------
    before : list
        What stood at each place of the fault when it began.
    """

    id: str
    severity: float
    since_s: float
    before: list[Value] = field(default_factory=list)


class FaultBoard:
    """The faults acting on one vehicle.

    Parameters
    ----------
    catalogue
        Known faults.
    roots
        The models' states, as for `Place`.

    Attributes
    ----------
    active : dict of str to ActiveFault
        Faults that act now.
    """

    def __init__(self, catalogue: Mapping[str, Fault], roots: Mapping[str, Any]) -> None:
        self.catalogue = catalogue
        self.active: dict[str, ActiveFault] = {}
        self._roots = roots
        self._places: dict[str, list[Place]] = {}

    def check(self, fault_id: str) -> None:
        """See that a fault can act on this vehicle.

        Raises
        ------
        FaultError
            If it is unknown or changes something this vehicle does not have.
        """
        if fault_id not in self.catalogue:
            raise FaultError(f"there is no fault '{fault_id}'")
        fault = self.catalogue[fault_id]
        try:
            places = [Place(self._roots, effect.path) for effect in fault.effects]
            for place, effect in zip(places, fault.effects, strict=True):
                place.fitted(effect.value)
        except PlaceError as error:
            raise FaultError(f"fault {fault_id} cannot act here: {error}") from error
        self._places[fault_id] = places

    def inject(self, fault_id: str, now_s: float, severity: float = 1.0) -> None:
        """Let a fault begin; one that acts already takes the new severity.

        Raises
        ------
        FaultError
            As `check`.
        """
        present = self.active.get(fault_id)
        if present is not None:
            present.severity = severity
        else:
            self.check(fault_id)
            before = [place.read() for place in self._places[fault_id]]
            self.active[fault_id] = ActiveFault(
                id=fault_id, severity=severity, since_s=now_s, before=before
            )
        self._apply(self.active[fault_id], now_s)

    def clear(self, fault_id: str) -> None:
        """Mend a fault: what it changed stands again as before."""
        gone = self.active.pop(fault_id, None)
        if gone is not None:
            for place, before in zip(self._acting_on(fault_id), gone.before, strict=True):
                place.write(before)

    def _acting_on(self, fault_id: str) -> list[Place]:
        if fault_id not in self._places:  # restored from a snapshot
            self.check(fault_id)
        return self._places[fault_id]

    def is_changing(self, now_s: float) -> bool:
        """Return whether a fault is still growing, or will pass by itself."""
        return any(
            self.catalogue[active.id].duration_s
            or now_s - active.since_s <= self.catalogue[active.id].onset_s + 2.0
            for active in self.active.values()
        )

    def step(self, now_s: float) -> None:
        """Let growing faults grow and passing ones pass."""
        for active in list(self.active.values()):
            fault = self.catalogue[active.id]
            age_s = now_s - active.since_s
            if fault.duration_s and age_s >= fault.duration_s:
                self.clear(active.id)
            elif age_s <= fault.onset_s + 2.0 and fault.onset_s:
                self._apply(active, now_s)

    def _apply(self, active: ActiveFault, now_s: float) -> None:
        fault = self.catalogue[active.id]
        grown = 1.0 if not fault.onset_s else min(1.0, (now_s - active.since_s) / fault.onset_s)
        share = grown * active.severity
        for place, effect, before in zip(
            self._acting_on(active.id), fault.effects, active.before, strict=True
        ):
            value = effect.value
            if effect.scales and type(before) is float and isinstance(value, (int, float)):
                value = before + (value - before) * share
            place.write(value)


def read_catalogue(path: Path) -> dict[str, Fault]:
    """Return the faults in a TOML file.

    Raises
    ------
    FaultError
        Listing everything wrong with it.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FaultError(f"{path.name}: {error}") from error
    faults = {}
    problems: list[str] = []
    for fault_id, table in tables.items():
        try:
            faults[fault_id] = _fault(fault_id, table)
        except (KeyError, TypeError, ValueError) as error:
            problems.append(f"{path.name}: {fault_id}: {error}")
    if problems:
        raise FaultError("\n".join(problems))
    return faults


def _fault(fault_id: str, table: dict[str, Any]) -> Fault:
    if unknown := set(table) - _KEYS:
        raise ValueError(f"unknown {', '.join(sorted(unknown))}")
    missing = {"name", "subsystem", "cause", "effects"} - set(table)
    if missing:
        raise ValueError(f"missing {', '.join(sorted(missing))}")
    return Fault(
        id=fault_id,
        name=table["name"],
        subsystem=table["subsystem"],
        cause=table["cause"],
        chain=table.get("chain", ""),
        response=table.get("response", ""),
        trap=table.get("trap", ""),
        first_out=table.get("first_out", ""),
        difficulty=int(table.get("difficulty", 1)),
        onset_s=float(table.get("onset_s", 0.0)),
        duration_s=float(table.get("duration_s", 0.0)),
        effects=tuple(Effect(**effect) for effect in table["effects"]),
    )
