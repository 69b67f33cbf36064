"""Commands: what the crew or the ground can do about it.

The catalogue is data (``resources/scenarios/commands.toml``). A command sets places in the models'
state, does one of the procedures below, or both. A refusal is words for a person.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, cast

from simulator.attitude import AttitudeMode
from simulator.co2_removal import BedPhase
from simulator.places import PlaceError, Value
from simulator.power import LOAD_NUMBER
from simulator.vehicle import Vehicle

_KINDS: Final = ("on_off", "number", "index", "choice", "text")
_KEYS: Final = {"about", "argument", "low", "high", "choices", "sets", "does"}
_CARTRIDGE: Final = ("state", "used_kg", "capacity_share")
_ZONES: Final = ("Z1", "Z2", "Z3", "Z4")


class CommandError(ValueError):
    """A wrong catalogue; lists every problem, one per line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One entry of the catalogue.

    Parameters
    ----------
    argument : str
        ``"on_off"``, ``"number"``, ``"index"`` (a whole number), ``"choice"``, ``"text"``, or
        ``""`` for none.
    low, high : float
        Allowed numbers.
    sets : tuple of (str, value)
        Places and what to put there; ``"argument"`` stands for the argument.
    does : str
        A procedure's name, or ``""``.
    """

    name: str
    about: str
    argument: str = ""
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()
    sets: tuple[tuple[str, Value], ...] = ()
    does: str = ""

    def refusal(self, argument: Value | None) -> str | None:
        """Return why `argument` does not fit, or None."""
        match self.argument:
            case "":
                fits, wanted = argument is None, "no argument"
            case "on_off":
                fits, wanted = isinstance(argument, bool), "on or off"
            case "number" | "index":
                is_number = isinstance(argument, (int, float)) and not isinstance(argument, bool)
                fits = is_number and self.low <= cast(float, argument) <= self.high
                wanted = f"a number from {self.low:g} to {self.high:g}"
                if self.argument == "index":
                    fits = fits and float(cast(float, argument)).is_integer()
                    wanted = f"a whole number from {self.low:g} to {self.high:g}"
            case "choice":
                fits, wanted = argument in self.choices, f"one of {', '.join(self.choices)}"
            case _:
                fits, wanted = isinstance(argument, str), "a text"
        return None if fits else f"{self.name} needs {wanted}, got {argument!r}"


def give(command: Command, argument: Value | None, vehicle: Vehicle) -> str | None:
    """Carry out `command`; return why not, or None when it was done."""
    refusal = command.refusal(argument)
    if refusal is None:
        refusal = _carry_out(command, argument, vehicle)
    counters = vehicle.computers.state
    if refusal is None:
        counters.commands_accepted += 1
    else:
        counters.commands_rejected += 1
    return refusal


def _carry_out(command: Command, argument: Value | None, vehicle: Vehicle) -> str | None:
    try:
        for path, value in command.sets:
            chosen = argument if value == "argument" and argument is not None else value
            vehicle.faults.write(path, chosen)
    except PlaceError as error:
        return str(error)
    if not command.does:
        return None
    return PROCEDURES[command.does](vehicle, argument)


def _toggle_local_fan(vehicle: Vehicle, argument: Value | None) -> str | None:
    fan = int(float(argument or 2)) - 2
    is_on = vehicle.life_support.ventilation.state.local_on[fan]
    vehicle.faults.write(f"ventilation.local_on[{fan}]", not is_on)
    return None


def _mark_isolation(vehicle: Vehicle, argument: Value | None) -> str | None:
    vehicle.fire.state.isolation = 2 if argument else 0
    return None


def _release_beds(vehicle: Vehicle, argument: Value | None) -> str | None:
    state = vehicle.life_support.co2_removal.state
    for bed in (0, 1):
        if not state.bed_is_isolated[bed] and state.bed_phase[bed] is BedPhase.ISOLATED:
            other_adsorbs = state.bed_phase[1 - bed] is BedPhase.ADSORB
            state.bed_phase[bed] = BedPhase.DESORB if other_adsorbs else BedPhase.ADSORB
    return None


def _fit_lioh(vehicle: Vehicle, argument: Value | None) -> str | None:
    slot = int(float(argument or 1)) - 1
    refusal = vehicle.life_support.co2_removal.fit_cartridge(slot)
    if refusal is None:
        vehicle.faults.adopt(f"co2_removal.cartridge_{what}[{slot}]" for what in _CARTRIDGE)
    return refusal


def _patch_hole(vehicle: Vehicle, argument: Value | None) -> str | None:
    return vehicle.life_support.disturbance.patch(float(argument or 0.0))


def _clean_window(vehicle: Vehicle, argument: Value | None) -> str | None:
    vehicle.windows.clean(int(float(argument or 1)) - 1)
    return None


def _switch_load(vehicle: Vehicle, argument: Value | None) -> str | None:
    name, _, position = str(argument).partition("=")
    if name not in LOAD_NUMBER:
        return f"there is no load '{name}'; known are {', '.join(LOAD_NUMBER)}"
    if position not in {"on", "off"}:
        return f"'{argument}' is not of the form galley=off"
    vehicle.power.state.switch_is_closed[LOAD_NUMBER[name]] = position == "on"
    return None


def _reset_switches(vehicle: Vehicle, argument: Value | None) -> str | None:
    state = vehicle.power.state
    state.switch_has_tripped = [False] * len(state.switch_has_tripped)
    return None


def _isolate_battery(vehicle: Vehicle, argument: Value | None) -> str | None:
    batteries = vehicle.power.state.batteries
    chosen = batteries[int(float(argument or 1)) - 1]
    if not chosen.is_isolated and sum(not battery.is_isolated for battery in batteries) == 1:
        return "this is the last battery on the buses"
    chosen.is_isolated = not chosen.is_isolated
    return None


def _stop_charge(vehicle: Vehicle, argument: Value | None) -> str | None:
    battery = vehicle.power.state.batteries[int(float(argument or 1)) - 1]
    battery.charge_is_stopped = not battery.charge_is_stopped
    return None


def _attitude(vehicle: Vehicle, argument: Value | None) -> str | None:
    vehicle.attitude.command(AttitudeMode[str(argument)])
    return None


def _burn(vehicle: Vehicle, argument: Value | None) -> str | None:
    return vehicle.burn(float(argument or 0.0))


def _reset_transmitter(vehicle: Vehicle, argument: Value | None) -> str | None:
    if argument:
        vehicle.comms.state.transmitter_has_tripped = False
    return None


def _extinguish(vehicle: Vehicle, argument: Value | None) -> str | None:
    return vehicle.fire.put_out(int(float(argument or 1)) - 1)


def _believe_unit_2(vehicle: Vehicle, argument: Value | None) -> str | None:
    vehicle.faults.clear("F16", float(vehicle.second))
    return None


def _move(vehicle: Vehicle, argument: Value | None) -> str | None:
    person, zone = _person(vehicle, str(argument))
    if isinstance(person, str):
        return person
    if zone not in _ZONES:
        return f"there is no zone '{zone}'; known are {', '.join(_ZONES)}"
    vehicle.live(person, None, _ZONES.index(zone))
    return None


def _activity(vehicle: Vehicle, argument: Value | None) -> str | None:
    person, activity = _person(vehicle, str(argument))
    if isinstance(person, str):
        return person
    try:
        vehicle.live(person, activity, None)
    except ValueError:
        return f"there is no activity '{activity}'"
    return None


def _person(vehicle: Vehicle, text: str) -> tuple[int | str, str]:
    """Return the person's index and what follows, or why not."""
    number, _, rest = text.partition("=")
    count = len(vehicle.life_support.people.zones)
    if not number.isdigit() or not 1 <= int(number) <= count:
        return f"'{text}' does not begin with a person from 1 to {count}", rest
    return int(number) - 1, rest


Procedure = Callable[[Vehicle, Value | None], str | None]
PROCEDURES: Final[Mapping[str, Procedure]] = MappingProxyType(
    {
        "toggle_local_fan": _toggle_local_fan,
        "mark_isolation": _mark_isolation,
        "release_beds": _release_beds,
        "fit_lioh": _fit_lioh,
        "patch_hole": _patch_hole,
        "clean_window": _clean_window,
        "switch_load": _switch_load,
        "reset_switches": _reset_switches,
        "isolate_battery": _isolate_battery,
        "stop_charge": _stop_charge,
        "attitude": _attitude,
        "burn": _burn,
        "reset_transmitter": _reset_transmitter,
        "extinguish": _extinguish,
        "believe_unit_2": _believe_unit_2,
        "move": _move,
        "activity": _activity,
    }
)


def read_commands(path: Path) -> dict[str, Command]:
    """Return the commands in a TOML file.

    Raises
    ------
    CommandError
        Listing everything wrong with it.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CommandError(f"{path.name}: {error}") from error
    commands, problems = {}, []
    for name, table in tables.items():
        try:
            commands[name] = _command(name, table)
        except (KeyError, TypeError, ValueError) as error:
            problems.append(f"{path.name}: {name}: {error}")
    if problems:
        raise CommandError("\n".join(problems))
    return commands


def _command(name: str, table: dict[str, Any]) -> Command:
    if unknown := set(table) - _KEYS:
        raise ValueError(f"unknown {', '.join(sorted(unknown))}")
    if table.get("argument", "") not in {*_KINDS, ""}:
        raise ValueError(f"argument must be one of {', '.join(_KINDS)}")
    if table.get("does", "") not in {*PROCEDURES, ""}:
        raise ValueError(f"there is no procedure '{table['does']}'")
    return Command(
        name=name,
        about=table["about"],
        argument=table.get("argument", ""),
        low=float(table.get("low", 0.0)),
        high=float(table.get("high", 0.0)),
        choices=tuple(table.get("choices", ())),
        sets=tuple((item["path"], item["value"]) for item in table.get("sets", ())),
        does=table.get("does", ""),
    )
