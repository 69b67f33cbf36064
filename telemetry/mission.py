"""Mission folders: gathered, read, checked as a whole, and turned into a `Mission`."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from telemetry.configuration import (
    ALARM_RULES,
    DERIVED,
    FOREIGN_XTCE,
    VEHICLE_FILES,
    VEHICLE_WORDS,
    Configuration,
    MissionError,
    known_missions,
    known_vehicles,
    read_configuration,
)
from telemetry.dictionary import DictionaryError, MissionDatabase
from telemetry.elements import ElementsError, Orbit, OrbitSegment, read_elements
from telemetry.health import with_health
from telemetry.mission_model import (
    ACTIVITY_KINDS,
    ATTITUDE_MODES,
    PRODUCTS,
    ZONES,
    Activity,
    AttitudeSegment,
    Mission,
    Pane,
    Person,
    Relay,
    Station,
    Target,
)
from telemetry.mission_parts import (
    read_panes,
    read_people,
    read_relays,
    read_stations,
    read_targets,
)
from telemetry.mission_tables import Fields, read_csv_rows, read_toml
from telemetry.state_vector import find_missing, read_state_vector
from telemetry.timebase import NS_PER_S, met_text, parse_utc
from telemetry.vehicle_words import read_words
from telemetry.xtce import load_database, load_foreign_database

__all__ = [
    "Activity",
    "AttitudeSegment",
    "Configuration",
    "Mission",
    "MissionError",
    "Pane",
    "Person",
    "Relay",
    "Station",
    "Target",
    "known_missions",
    "load_mission",
    "read_configuration",
]

# Gagarin's launch, and the last years of the ephemeris of Sun and Moon that ships (DE421).
_EARLIEST_NS: Final = parse_utc("1961-04-12T00:00:00Z")
_LATEST_NS: Final = parse_utc("2050-01-01T00:00:00Z")
_LONGEST_S: Final = 366 * 86_400.0
# What a satellite flies without: nobody is on board who looks out of a window.
_CREWED_FILES: Final = ("timeline.csv", "windows.toml", "alarms.toml")
_TIMELINE: Final = ("person", "start_met", "end_met", "activity", "zone")


def load_mission(configuration: Configuration) -> Mission:
    """Return the mission that `configuration` describes.

    Raises
    ------
    MissionError
        Listing every problem of every file at once.
    """
    reader = _Reader(configuration.files)
    mission = reader.mission()
    if reader.problems or mission is None:
        raise MissionError(reader.problems)
    return mission


class _Reader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.problems: list[str] = []
        self._files = files
        self._is_foreign = False
        self._top = read_toml("mission.toml", self._file("mission.toml"), self.problems)
        self._is_foreign = FOREIGN_XTCE in self._top.written()
        self._launch_ns = 0
        self._duration_s = 0.0

    def mission(self) -> Mission | None:
        """Return the mission, or None where it could not even be put together."""
        if self.problems:
            return None
        top = self._top
        identity, name = top.text("id"), top.text("name")
        vehicle = top.text("vehicle", identity if self._is_foreign else None)
        if self._is_foreign and top.text(FOREIGN_XTCE) and "vehicle.xml" not in self._files:
            top.refuse(f"{FOREIGN_XTCE} must be the bare name of a file in the mission folder")
        elif vehicle and "vehicle.xml" not in self._files:
            top.refuse(
                f"vehicle is '{vehicle}'; it must be one of {', '.join(known_vehicles())}, "
                "or the folder needs a vehicle.xml"
            )
        self._launch_ns = top.utc_ns("launch_utc")
        self._duration_s = self._duration(top)
        if self._launch_ns and not _EARLIEST_NS <= self._launch_ns <= _LATEST_NS:
            top.refuse("launch_utc must be between 1961 and 2050")
        simulation_start_ns = self._launch_ns
        if self._is_asked("simulation_start"):
            simulation_start_ns = self._met_ns(top, "simulation_start")
        people = read_people(top, self.problems) if self._is_asked("people") else ()
        windows = self._file("windows.toml")
        panes = read_panes(windows, self.problems) if windows or not self._is_foreign else ()
        known = len(self.problems)
        targets = read_targets(self._target_files(), self.problems)
        are_targets_whole = len(self.problems) == known
        stations = read_stations(self._file("stations.csv"), top, self.problems)
        relays = read_relays(self._file("relays.csv"), top, self.problems)
        orbit = self._orbit() if self._is_asked("elements") else Orbit(())
        database, timeline = self._database(), self._timeline(people)
        attitude = self._attitude() if self._is_asked("attitude") else ()
        hold_horizon_s = top.duration_s("hold_horizon") if self._is_asked("hold_horizon") else 0.0
        state_vector = read_state_vector(top)
        top.finish()
        if are_targets_whole:
            self._check_wishes(people, targets)
        self._check_shutters(panes, database)
        if state_vector is not None and database is not None:
            self.problems += (f"mission.toml, {p}" for p in find_missing(state_vector, database))
        if orbit is None or database is None:
            return None
        return Mission(
            id=identity,
            name=name,
            vehicle=vehicle,
            launch_ns=self._launch_ns,
            duration_s=self._duration_s,
            simulation_start_ns=simulation_start_ns,
            hold_horizon_s=hold_horizon_s,
            orbit=orbit,
            people=people,
            timeline=timeline,
            panes=panes,
            attitude=attitude,
            stations=stations,
            relays=relays,
            targets=targets,
            database=database,
            state_vector=state_vector,
        )

    def _is_asked(self, key: str) -> bool:
        """Return whether `key` is to be read: a satellite does without what a crew needs."""
        return not self._is_foreign or key in self._top.written()

    def _duration(self, top: Fields) -> float:
        """Return how long the flight is; endless when that was refused, so that nothing is late."""
        problems = len(self.problems)
        duration_s = top.duration_s("duration")
        if duration_s > _LONGEST_S:
            top.refuse(f"duration must not be longer than {_LONGEST_S / 86_400:.0f} days")
        elif duration_s <= 0.0 and len(self.problems) == problems:
            top.refuse("duration must be longer than nothing")
        return duration_s if len(self.problems) == problems else math.inf

    def _file(self, name: str) -> bytes:
        # The vehicle's files are not there because it is not known, which was said.
        is_known = name not in VEHICLE_FILES or "vehicle.xml" in self._files
        is_known &= not (self._is_foreign and name in _CREWED_FILES)
        if name not in self._files and is_known:
            self.problems.append(f"{name}: this file is missing")
        return self._files.get(name, b"")

    def _met_ns(self, fields: Fields, key: str) -> int:
        elapsed_s = fields.duration_s(key)
        if fields.is_sound and not 0.0 <= elapsed_s <= self._duration_s:
            fields.refuse(f"{key} {met_text(elapsed_s)} is not within the flight")
        return self._launch_ns + round(elapsed_s * NS_PER_S)

    def _orbit(self) -> Orbit | None:
        segments = []
        entries = self._top.tables("elements")
        if not entries and "elements" not in self._top.written():
            self._top.refuse("elements is missing")
        for entry in entries:
            name = entry.text("file")
            valid_from_ns = entry.utc_ns("valid_from_utc", self._launch_ns)
            entry.finish()
            if not name:
                continue
            try:
                sets = read_elements(self._file(name), name) if name in self._files else ()
            except ElementsError as error:
                self.problems.extend(error.problems)
                continue
            if len(sets) == 1:
                segments.append(OrbitSegment(valid_from_ns=valid_from_ns, elements=sets[0]))
            elif sets:
                entry.refuse(f"{name} holds {len(sets)} element sets; it must hold one")
            else:
                entry.refuse(f"there is no file {name} in the mission folder")
        is_dated = self._launch_ns and all(entry.is_sound for entry in entries)
        if is_dated and any(b.valid_from_ns <= a.valid_from_ns for a, b in pairwise(segments)):
            self._top.refuse("elements must be in order of valid_from_utc")
        elif is_dated and segments:
            return Orbit(tuple(segments))
        elif not self.problems:
            self._top.refuse("elements are missing")
        return None

    def _attitude(self) -> tuple[AttitudeSegment, ...]:
        segments = []
        entries = self._top.tables("attitude")
        for entry in entries:
            start_ns = self._met_ns(entry, "from")
            segments.append(
                AttitudeSegment(start_ns=start_ns, mode=entry.choice("mode", ATTITUDE_MODES))
            )
            entry.finish()
        if not segments:
            self._top.refuse("attitude is missing")
        elif all(entry.is_sound for entry in entries) and any(
            b.start_ns <= a.start_ns for a, b in pairwise(segments)
        ):
            self._top.refuse("attitude must be in order of time")
        return tuple(segments)

    def _timeline(self, people: tuple[Person, ...]) -> tuple[Activity, ...]:
        names = tuple(person.id for person in people)
        are_known = bool(names) and all(names)
        by_person: dict[str, list[tuple[Activity, Fields]]] = defaultdict(list)
        for row in read_csv_rows(
            "timeline.csv", self._file("timeline.csv"), _TIMELINE, self.problems
        ):
            activity = Activity(
                person=row.choice("person", names) if are_known else row.text("person"),
                start_ns=self._met_ns(row, "start_met"),
                end_ns=self._met_ns(row, "end_met"),
                kind=row.choice("activity", ACTIVITY_KINDS),
                zone=row.choice("zone", ZONES),
                note=row.text("note", ""),
            )
            if row.is_sound and activity.end_ns <= activity.start_ns:
                row.refuse("the activity ends before it starts")
            if row.is_sound:
                by_person[activity.person].append((activity, row))
        for rows in by_person.values():
            rows.sort(key=lambda pair: pair[0].start_ns)
            for (before, first), (after, second) in pairwise(rows):
                if after.start_ns < before.end_ns:
                    second.refuse(
                        f"{after.person} has {after.kind} while {before.kind} "
                        f"({first.place}) is not over"
                    )
        activities = [activity for rows in by_person.values() for activity, _ in rows]
        return tuple(sorted(activities, key=lambda a: (a.start_ns, a.person)))

    def _target_files(self) -> list[tuple[str, bytes]]:
        own = [("targets.csv", self._files["targets.csv"])] if "targets.csv" in self._files else []
        return [("landmarks.csv", self._file("landmarks.csv")), *own]

    def _database(self) -> MissionDatabase | None:
        xtce, alarms = self._file("vehicle.xml"), self._file("alarms.toml")
        if not xtce or not (alarms or self._is_foreign):
            return None
        beside = (self._files.get(name, b"") for name in (ALARM_RULES, DERIVED))
        load = load_foreign_database if self._is_foreign else load_database
        try:
            database = with_health(load(xtce, alarms, *beside))
        except DictionaryError as error:
            self.problems.extend(error.problems)
            return None
        subsystem_of = {each.id: each.subsystem for each in database.parameters.values()}
        words = read_words(self._files.get(VEHICLE_WORDS, b""), subsystem_of, self.problems)
        return replace(database, words=words)

    def _check_wishes(self, people: Iterable[Person], targets: Iterable[Target]) -> None:
        known = {target.id for target in targets} | set(PRODUCTS)
        for person in people:
            for wish in (*person.must_sees, *([person.home] if person.home else [])):
                if wish not in known:
                    self._top.refuse(
                        f"{person.id} wishes to see '{wish}', "
                        "which is neither a target nor a product"
                    )

    def _check_shutters(self, panes: Iterable[Pane], database: MissionDatabase | None) -> None:
        for pane in panes:
            if database is not None and pane.shutter not in database.parameters:
                self.problems.append(
                    f"windows.toml: {pane.id}: the vehicle has no parameter {pane.shutter}"
                )
