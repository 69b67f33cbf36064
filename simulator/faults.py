"""Named faults: what breaks, never what is displayed.

The catalogue is data (``resources/scenarios/faults.toml``). A fault changes places in the models'
state, at once or growing over its onset; everything a controller then sees follows from the models.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
        The parameter whose alarm comes first.
    alarm_class, time_scale : str
        How grave that alarm gets, and how long the chain takes, in words.
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
    alarm_class: str
    time_scale: str
    difficulty: int
    onset_s: float
    duration_s: float
    effects: tuple[Effect, ...]


@dataclass(kw_only=True)
class ActiveFault:
    """A fault that acts now."""

    id: str
    severity: float
    since_s: float


class FaultBoard:
    """The faults acting on one vehicle.

    What stands at a place is what would stand there without faults, and on top of it what each
    active fault adds, in the order they began. So faults overlap, and clearing one leaves the
    others, and what crew, plan and trainer did meanwhile.

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
        self._beneath: dict[str, Any] = {}  # what would stand at the faults' places

    def check(self, fault_id: str, severity: float = 1.0) -> None:
        """See that a fault can act on this vehicle.

        Raises
        ------
        FaultError
            If it is unknown, changes something this vehicle does not have, or goes further than
            a place permits.
        """
        if fault_id not in self.catalogue:
            known = f"; known are {min(self.catalogue)} to {max(self.catalogue)}"
            raise FaultError(f"there is no fault '{fault_id}'{known if self.catalogue else ''}")
        problems = []
        for effect in self.catalogue[fault_id].effects:
            try:
                place = Place(self._roots, effect.path)
                base = self._beneath.get(effect.path, place.read())
                place.fitted(_grown(base, base, effect, severity))
            except PlaceError as error:
                problems.append(str(error))
        if problems:
            raise FaultError(
                f"fault {fault_id} cannot act here at severity {severity:g}: {'; '.join(problems)}"
            )

    def inject(self, fault_id: str, now_s: float, severity: float = 1.0) -> None:
        """Let a fault begin; one that acts already takes the new severity.

        Raises
        ------
        FaultError
            As `check`.
        """
        self.check(fault_id, severity)
        present = self.active.get(fault_id)
        if present is not None:
            present.severity = severity
        else:
            self.active[fault_id] = ActiveFault(id=fault_id, severity=severity, since_s=now_s)
        for effect in self.catalogue[fault_id].effects:
            self._beneath.setdefault(effect.path, Place(self._roots, effect.path).read())
            self._stack(effect.path, now_s)

    def clear(self, fault_id: str, now_s: float) -> None:
        """Mend a fault: at its places stands what would without it."""
        if self.active.pop(fault_id, None) is None:
            return
        still = {effect.path for active in self.active for effect in self.catalogue[active].effects}
        for effect in self.catalogue[fault_id].effects:
            self._stack(effect.path, now_s)
            if effect.path not in still:
                self._beneath.pop(effect.path, None)

    def write(self, path: str, value: object, *, beneath_faults: bool = False) -> None:
        """Put a value at a place, as crew, plan or trainer do.

        Parameters
        ----------
        beneath_faults
            Leave what a fault holds there until it is cleared.

        Raises
        ------
        PlaceError
            As `Place`.
        """
        place = Place(self._roots, path)
        fitted = place.fitted(value)
        is_held = path in self._beneath
        if is_held:
            self._beneath[path] = fitted
        if not (is_held and beneath_faults):
            place.write(fitted)

    def adopt(self, paths: Iterable[str]) -> None:
        """Let what stands at `paths` now stay when the faults that act there are cleared."""
        for path in paths:
            if path in self._beneath:
                self._beneath[path] = Place(self._roots, path).read()

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
                self.clear(active.id, now_s)
            elif fault.onset_s and age_s <= fault.onset_s + 2.0:
                for effect in fault.effects:
                    if effect.scales:
                        self._stack(effect.path, now_s)

    def _stack(self, path: str, now_s: float) -> None:
        """Write what stands at a place with everything that acts on it."""
        place = Place(self._roots, path)
        base = value = self._beneath[path]
        for active in self.active.values():
            fault = self.catalogue[active.id]
            age_s = now_s - active.since_s
            share = min(1.0, age_s / fault.onset_s) if fault.onset_s else 1.0
            for effect in fault.effects:
                if effect.path == path:
                    value = _grown(value, base, effect, share * active.severity)
        place.write(place.nearest(value) if type(value) is float else value)


def _grown(value: Any, base: Any, effect: Effect, share: float) -> Any:  # noqa: ANN401
    """Return `value` with a share of an effect on top; what does not scale is simply set."""
    if effect.scales and type(base) is float and type(effect.value) in {int, float}:
        return value + (float(effect.value) - base) * share
    return effect.value


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
        alarm_class=table.get("alarm_class", ""),
        time_scale=table.get("time_scale", ""),
        difficulty=int(table.get("difficulty", 1)),
        onset_s=float(table.get("onset_s", 0.0)),
        duration_s=float(table.get("duration_s", 0.0)),
        effects=tuple(Effect(**effect) for effect in table["effects"]),
    )
