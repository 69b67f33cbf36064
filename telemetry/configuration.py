"""A mission's files, gathered once: what the server stores and every console is sent."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgpack

import resources

FILE_MAX_BYTES: Final = 8 << 20
MISSION_FILE: Final = "mission.toml"
_MISSIONS: Final = "missions"
_VEHICLES: Final = "vehicle"
ALARM_RULES: Final = "alarm_rules.toml"  # a vehicle may do without
DERIVED: Final = "derived.toml"  # and without what the ground works out
VEHICLE_WORDS: Final = "words.toml"  # and without these
VEHICLE_FILES: Final = (
    "windows.toml",
    "vehicle.xml",
    "alarms.toml",
    ALARM_RULES,
    DERIVED,
    VEHICLE_WORDS,
)
# The key of mission.toml that names an XTCE file not written for this console.
FOREIGN_XTCE: Final = "xtce"
FLIGHT_RULES: Final = "flight_rules"
PROCEDURES: Final = "procedures"
COMMON_RULES: Final = "alarms.toml"  # for any vehicle: they name no parameter
_SHARED: Final = ("stations.csv", "relays.csv", "landmarks.csv")


class MissionError(ValueError):
    """A mission's files cannot be used; lists every problem at once."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Configuration:
    """The files that describe a mission and its vehicle, by name.

    Parameters
    ----------
    files : mapping of str to bytes
        ``mission.toml`` and what it names, ``timeline.csv``, ``windows.toml``,
        ``stations.csv``, ``relays.csv``, ``landmarks.csv``, ``targets.csv`` if there is one,
        ``vehicle.xml``, ``alarms.toml``; ``alarm_rules.toml``, ``derived.toml`` and
        ``words.toml`` if there are any; ``flight_rules/*.toml``, ``procedures/*.toml``.
    """

    files: Mapping[str, bytes]

    def folder(self, name: str) -> Mapping[str, bytes]:
        """Return the files of `FLIGHT_RULES` or `PROCEDURES`."""
        return {path: data for path, data in self.files.items() if path.startswith(f"{name}/")}

    def to_bytes(self) -> bytes:
        """Return the files as one MessagePack map, the same bytes for the same files."""
        packed: bytes = msgpack.packb(dict(sorted(self.files.items())))
        return packed

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "configuration") -> "Configuration":
        """Return the configuration that `to_bytes` wrote.

        Raises
        ------
        MissionError
            If `data` is anything else.
        """
        try:
            files = msgpack.unpackb(data)
        except ValueError as error:
            raise MissionError([f"{name}: not a stored configuration: {error}"]) from error
        if not isinstance(files, dict) or not all(
            isinstance(k, str) and isinstance(v, bytes) for k, v in files.items()
        ):
            raise MissionError([f"{name}: not a stored configuration"])
        return cls(files)


def known_missions() -> tuple[str, ...]:
    """Return the names of the missions that ship with Cupola."""
    folder = resources.find(_MISSIONS)
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{MISSION_FILE}")))


def known_vehicles() -> tuple[str, ...]:
    """Return the names of the vehicles that ship with Cupola."""
    found = resources.find(_VEHICLES).glob("*/*.xml")
    return tuple(sorted({path.parent.name for path in found}))


def read_configuration(name_or_path: str) -> Configuration:
    """Return the files of a shipped mission, a mission folder, or a stored configuration.

    Raises
    ------
    MissionError
        If there is no such mission or one of its files cannot be read.
    """
    path = Path(name_or_path)
    if path.is_file():
        return Configuration.from_bytes(_read(path), path.name)
    if name_or_path in known_missions():
        path = resources.find(f"{_MISSIONS}/{name_or_path}")
    elif not (path / MISSION_FILE).is_file():
        raise MissionError(
            [
                f"there is no mission '{name_or_path}'; known are {', '.join(known_missions())}, "
                f"or give the path of a folder with a {MISSION_FILE}"
            ]
        )
    return _gathered(path)


def _gathered(folder: Path) -> Configuration:
    files = {MISSION_FILE: _read(folder / MISSION_FILE)}
    try:
        mission = tomllib.loads(files[MISSION_FILE].decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MissionError([f"{MISSION_FILE}: not TOML: {error}"]) from error
    vehicle = mission.get("vehicle")
    places: dict[str, tuple[Path, ...]] = {
        "timeline.csv": (folder,),
        "targets.csv": (folder,),
        **_vehicle_places(folder, vehicle if vehicle in known_vehicles() else None),
        **{name: (folder, resources.find("targets")) for name in _SHARED},
        **dict.fromkeys(_element_files(mission), (folder,)),
    }
    if FOREIGN_XTCE in mission:
        places["vehicle.xml"] = tuple(folder / name for name in _bare([mission[FOREIGN_XTCE]]))
    for name, candidates in places.items():
        found = [c if c.suffix else c / name for c in candidates]
        first = next((c for c in found if c.is_file()), None)
        if first is not None:
            files[name] = _read(first)
    for place, path in _operations_files(folder, vehicle).items():
        files[place] = _read(path)
    return Configuration(files)


def shipped_operations(vehicle: str) -> Configuration:
    """Return the flight rules and procedures that ship for a vehicle.

    Records from before these travelled with the mission are shown by them.

    Raises
    ------
    MissionError
        If a file cannot be read.
    """
    found = _operations_files(None, vehicle)
    return Configuration({place: _read(path) for place, path in found.items()})


def _operations_files(folder: Path | None, vehicle: object) -> dict[str, Path]:
    """Return rules and procedures by their place; a mission's own replace shipped ones by name."""
    rules = resources.find(FLIGHT_RULES)
    found = {f"{FLIGHT_RULES}/{COMMON_RULES}": rules / COMMON_RULES}
    if isinstance(vehicle, str) and vehicle in known_vehicles():
        found |= _toml_files(FLIGHT_RULES, rules / vehicle)
        found |= _toml_files(PROCEDURES, resources.find(PROCEDURES) / vehicle)
    if folder is not None:
        found |= _toml_files(FLIGHT_RULES, folder / FLIGHT_RULES)
        found |= _toml_files(PROCEDURES, folder / PROCEDURES)
    return found


def _toml_files(place: str, folder: Path) -> dict[str, Path]:
    return {f"{place}/{path.name}": path for path in sorted(folder.glob("*.toml"))}


def _element_files(mission: Mapping[str, object]) -> list[str]:
    entries = mission.get("elements")
    names = (
        [e.get("file") for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
    )
    return _bare(names)


def _bare(names: Iterable[object]) -> list[str]:
    """Return those that are bare names: a mission folder must not reach outside itself."""
    return [n for n in names if isinstance(n, str) and n == Path(n).name]


def _vehicle_places(folder: Path, vehicle: str | None) -> dict[str, tuple[Path, ...]]:
    """Return where the vehicle's files may be; that it is not known is told by who reads it all."""
    if vehicle is None:
        return dict.fromkeys(VEHICLE_FILES, (folder,))
    shipped = resources.find(f"{_VEHICLES}/{vehicle}")
    return {
        name: (folder, shipped / f"{vehicle}.xml" if name == "vehicle.xml" else shipped)
        for name in VEHICLE_FILES
    }


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX_BYTES + 1)
    except OSError as error:
        raise MissionError([f"{path.name}: {error.strerror}"]) from error
    if len(data) > FILE_MAX_BYTES:
        raise MissionError([f"{path.name}: larger than {FILE_MAX_BYTES >> 20} MB"])
    return data
