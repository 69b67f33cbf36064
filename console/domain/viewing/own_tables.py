"""Targets and clouds that people bring in files of their own."""

from dataclasses import replace

from console.domain.viewing.sites import SiteError
from telemetry.mission import Mission
from telemetry.mission_parts import read_targets
from telemetry.mission_tables import read_csv_rows


def with_targets(mission: Mission, data: bytes, name: str) -> Mission:
    """Return the mission with the targets of a CSV file besides its own.

    Raises
    ------
    SiteError
        Naming the file and line of every problem.
    """
    problems: list[str] = []
    targets = read_targets([(name, data)], problems)
    known = {target.id for target in mission.targets}
    problems += [
        f"{name}: {t.id} is a target of the flight already" for t in targets if t.id in known
    ]
    if not targets and not problems:
        problems.append(f"{name}: no targets found")
    if problems:
        raise SiteError(problems)
    return replace(mission, targets=(*mission.targets, *targets))


def read_clouds(data: bytes, name: str) -> dict[str, float]:
    """Return the share of sky covered, 0 to 1, by target.

    Raises
    ------
    SiteError
        Naming the file and line of every problem.
    """
    problems: list[str] = []
    clouds = {
        row.text("target"): row.number("cloud_percent", 0, 100) / 100.0
        for row in read_csv_rows(name, data, ("target", "cloud_percent"), problems)
    }
    if problems:
        raise SiteError(problems)
    return clouds
