"""The parts of a mission folder that stand alone: people, cabin windows, places and relays."""

import math
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from telemetry.mission_model import ROLES, ZONES, Pane, Person, Relay, Station, Target
from telemetry.mission_tables import Fields, read_csv_rows, read_toml

T = TypeVar("T")

_TARGET_MODES: Final = ("day", "night", "both")
_TARGET_COLUMNS: Final = ("id", "name", "type", "mode", "lat_deg", "lon_deg")
_STATION_COLUMNS: Final = ("id", "name", "lat_deg", "lon_deg", "height_m", "default_min_el_deg")
_RELAY_COLUMNS: Final = ("id", "name", "longitude_deg_east", "altitude_km")


def read_people(top: Fields, problems: list[str]) -> tuple[Person, ...]:
    """Return the people of ``mission.toml``'s top table."""
    people = []
    for entry in top.tables("people"):
        people.append(
            Person(
                id=entry.text("id"),
                alias=entry.text("alias"),
                role=entry.choice("role", ROLES),
                preferences=entry.ratings("preferences"),
                must_sees=entry.words("must_sees"),
                home=entry.text("home", ""),
            )
        )
        entry.finish()
    if not people:
        top.refuse("people are missing")
    return _all_different(people, "mission.toml, people", lambda person: person.id, problems)


def read_panes(data: bytes, problems: list[str]) -> tuple[Pane, ...]:
    """Return the cabin windows of ``windows.toml``."""
    top = read_toml("windows.toml", data, problems)
    panes = []
    for entry in top.tables("window"):
        boresight = entry.vector("boresight_body")
        size = math.hypot(*boresight)
        if size == 0.0:
            entry.refuse("boresight_body has no direction")
            size = 1.0
        x, y, z = (component / size for component in boresight)
        panes.append(
            Pane(
                id=entry.text("id"),
                name=entry.text("name"),
                zone=entry.choice("zone", ZONES),
                capacity=int(entry.number("capacity", 1, 12)),
                position_m=entry.vector("position_m"),
                boresight_body=(x, y, z),
                half_angle_deg=entry.number("half_angle_deg", 1, 90),
                shutter=entry.text("shutter"),
            )
        )
        entry.finish()
    if not panes and not problems:
        top.refuse("there is no [[window]]")
    top.finish()
    return _all_different(panes, "windows.toml", lambda pane: pane.id, problems)


def read_targets(files: Sequence[tuple[str, bytes]], problems: list[str]) -> tuple[Target, ...]:
    """Return the targets of several files, named for the problems found in them."""
    targets = [
        Target(
            id=row.text("id"),
            name=row.text("name"),
            kind=row.text("type"),
            mode=row.choice("mode", _TARGET_MODES),
            latitude_deg=row.number("lat_deg", -90, 90),
            longitude_deg=row.number("lon_deg", -180, 180),
            height_km=row.number("elev_m", -500, 9000, 0.0) / 1000.0,
            extent_km=row.number("extent_km", 0, 5000, 0.0),
            is_core=row.choice("core", ("yes", "no"), "no") == "yes",
            note=row.text("note", ""),
            source=row.text("source", ""),
            cloud_fraction=row.number("cloud_percent", 0, 100) / 100.0
            if row.text("cloud_percent", "")
            else None,
        )
        for name, data in files
        for row in read_csv_rows(name, data, _TARGET_COLUMNS, problems)
    ]
    return _all_different(targets, "targets", lambda target: target.id, problems)


def read_stations(data: bytes, top: Fields, problems: list[str]) -> tuple[Station, ...]:
    """Return the stations that ``mission.toml`` names, all if it names none."""
    known = len(problems)
    stations = [
        Station(
            id=row.text("id"),
            name=row.text("name"),
            latitude_deg=row.number("lat_deg", -90, 90),
            longitude_deg=row.number("lon_deg", -180, 180),
            height_km=row.number("height_m", -500, 9000) / 1000.0,
            min_elevation_deg=row.number("default_min_el_deg", 0, 90),
        )
        for row in read_csv_rows("stations.csv", data, _STATION_COLUMNS, problems)
    ]
    every = _all_different(stations, "stations.csv", lambda station: station.id, problems)
    is_whole = len(problems) == known
    return _chosen(every, "stations", lambda station: station.id, top, is_whole=is_whole)


def read_relays(data: bytes, top: Fields, problems: list[str]) -> tuple[Relay, ...]:
    """Return the relays that ``mission.toml`` names, all if it names none."""
    known = len(problems)
    relays = []
    for row in read_csv_rows("relays.csv", data, _RELAY_COLUMNS, problems):
        is_always = row.text("longitude_deg_east") == "always"
        relays.append(
            Relay(
                id=row.text("id"),
                name=row.text("name"),
                longitude_deg=None if is_always else row.number("longitude_deg_east", -180, 180),
                altitude_km=0.0 if is_always else row.number("altitude_km", 100, 100_000),
            )
        )
    every = _all_different(relays, "relays.csv", lambda relay: relay.id, problems)
    is_whole = len(problems) == known
    return _chosen(every, "relays", lambda relay: relay.id, top, is_whole=is_whole)


def _chosen(
    items: Sequence[T], key: str, name_of: Callable[[T], str], top: Fields, *, is_whole: bool
) -> tuple[T, ...]:
    """Return those items the mission names under `key`, all if it names none.

    Unless `is_whole` some could not be read, and a name that is not there is no further problem.
    """
    wanted = top.words(key)
    by_name = {name_of(item): item for item in items}
    for name in wanted:
        if is_whole and name not in by_name:
            top.refuse(f"{key} names '{name}', which is not in {key}.csv")
    return tuple(by_name[n] for n in wanted if n in by_name) if wanted else tuple(items)


def _all_different(
    items: Sequence[T], place: str, name_of: Callable[[T], str], problems: list[str]
) -> tuple[T, ...]:
    seen: set[str] = set()
    for item in items:
        if name_of(item) and name_of(item) in seen:
            problems.append(f"{place}: the id '{name_of(item)}' is used twice")
        seen.add(name_of(item))
    return tuple(items)
