"""``cupola passes``, ``track``, ``events`` and ``viewing``: flight dynamics as CSV."""

import argparse
import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from console.cli import exit_status
from console.cli.preflight import UsageError
from console.domain.viewing import listings
from console.domain.viewing.own_tables import read_clouds, with_targets
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing.sites import NamedSite, SiteError, parse_site, read_sites
from console.domain.viewing_limits import problems_with
from telemetry.elements import (
    Orbit,
    PropagationError,
    expected_error_km,
    first_failure,
    read_elements,
)
from telemetry.mission import load_mission, read_configuration
from telemetry.timebase import NS_PER_S

_DAY_S = 86_400.0
_FRESH_S = 7 * _DAY_S  # older elements are worth a word

_PASSES = """\
examples:
  cupola passes --elements iss.tle --site Svalbard=78.23,15.41,458 \\
                --start 2025-05-22T00:00:00Z --hours 72
  cupola passes --elements iss.json --sites places.csv --min-elevation 10 \\
                --start 2025-05-22T00:00:00Z --hours 24

A pass in progress at an end of the stretch is listed whole, with its rise or set outside; what
never rises or sets, such as a geostationary vehicle, has nothing there.
"""
_TRACK = """\
examples:
  cupola track --elements iss.tle --start 2025-05-22T00:00:00Z --hours 3 --step 10

The axes turn with UT1 and leave polar motion out (15 m). The Sun stands so high over the point
below the vehicle, without refraction; beta is positive on the side of the orbit's momentum.
"""
_EVENTS = """\
examples:
  cupola events --elements iss.tle --start 2025-05-22T00:00:00Z --hours 24

Sun and Moon are geometric, on WGS 84: refraction shows both 15 to 25 seconds longer. The Moon
rises with the first and sets with the last of its disc. The anomaly (saa) is told by the field's
strength, a planning estimate.
"""
_VIEWING = """\
examples:
  cupola viewing --mission meridian-1
  cupola viewing --mission ./my-mission > views.csv
  cupola viewing --mission meridian-1 --kp 6 --cloud seen-from-above.csv --targets ours.csv
  cupola viewing --mission meridian-1 --unseen

A file of clouds has the columns target and cloud_percent; one of targets those of
resources/targets/landmarks.csv: id, name, type, mode, lat_deg, lon_deg, elev_m, extent_km.
"""


def passes(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola passes`` its options."""
    parser.description = "List rise, culmination and set of the vehicle over places on the ground."
    parser.epilog = _PASSES
    _add_orbit(parser)
    places = parser.add_mutually_exclusive_group(required=True)
    places.add_argument(
        "--site",
        action="append",
        metavar="NAME=LAT,LON,HEIGHT_M",
        help="degrees north and east, metres; name and height may be left out; repeatable",
    )
    places.add_argument("--sites", type=Path, metavar="FILE", help="a CSV file of places")
    parser.add_argument(
        "--min-elevation",
        type=float,
        default=0.0,
        metavar="DEG",
        help="above the horizon (default: 0)",
    )
    parser.set_defaults(run=_passes)


def track(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola track`` its options."""
    parser.description = "List where the vehicle is: ITRF, geodetic, Sun, beta and shadow."
    parser.epilog = _TRACK
    _add_orbit(parser)
    parser.add_argument(
        "--step", type=float, default=60.0, metavar="S", help="seconds (default: 60)"
    )
    parser.set_defaults(run=_track)


def events(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola events`` its options."""
    parser.description = "List shadow crossings, rise and set of Sun and Moon, and the anomaly."
    parser.epilog = _EVENTS
    _add_orbit(parser)
    parser.set_defaults(run=_events)


def viewing(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola viewing`` its options."""
    parser.description = "List every viewing opportunity of a flight, with its quality and why."
    parser.epilog = _VIEWING
    parser.add_argument(
        "--mission", required=True, help="a shipped mission, or the path of a mission folder"
    )
    parser.add_argument("--format", choices=("csv",), default="csv", help="how to print")
    parser.add_argument("--kp", type=float, default=3.0, help="planetary index (default: 3)")
    parser.add_argument("--cloud", type=Path, metavar="FILE", help="cloud over single targets")
    parser.add_argument("--targets", type=Path, metavar="FILE", help="targets of your own, too")
    parser.add_argument(
        "--unseen", action="store_true", help="list what cannot be seen on this flight, and why"
    )
    parser.set_defaults(run=_viewing)


def _add_orbit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--elements",
        type=Path,
        required=True,
        metavar="FILE",
        help="TLE, or OMM as JSON, CSV or XML; the first set in it is used",
    )
    parser.add_argument("--start", required=True, metavar="UTC", help="ISO 8601")
    parser.add_argument("--hours", type=float, required=True, metavar="H", help="how long")
    parser.add_argument("--format", choices=("csv",), default="csv", help="how to print")


def _passes(arguments: argparse.Namespace) -> int:
    orbit, start_ns, end_ns = _orbit(arguments)
    if not -90.0 <= arguments.min_elevation < 90.0:
        raise UsageError(f"--min-elevation {arguments.min_elevation:g} is not from -90 to below 90")
    return _print(
        listings.list_passes(orbit, _places(arguments), start_ns, end_ns, arguments.min_elevation)
    )


def _places(arguments: argparse.Namespace) -> tuple[NamedSite, ...]:
    if arguments.sites is not None:
        return read_sites(arguments.sites.read_bytes(), arguments.sites.name)
    return tuple(parse_site(text) for text in arguments.site)


def _track(arguments: argparse.Namespace) -> int:
    orbit, start_ns, end_ns = _orbit(arguments)
    if not arguments.step >= listings.LEAST_STEP_S:
        raise UsageError(f"--step {arguments.step:g} is shorter than a millisecond")
    return _print(listings.list_track(orbit, start_ns, end_ns, arguments.step))


def _events(arguments: argparse.Namespace) -> int:
    return _print(listings.list_events(*_orbit(arguments)))


def _viewing(arguments: argparse.Namespace) -> int:
    mission = load_mission(read_configuration(arguments.mission))
    problems: list[str] = []
    clouds: Mapping[str, float] = {}
    if (path := arguments.targets) is not None:
        try:
            mission = with_targets(mission, path.read_bytes(), path.name)
        except SiteError as error:
            problems += error.problems
    if (path := arguments.cloud) is not None:
        try:
            clouds = read_clouds(path.read_bytes(), path.name)
        except SiteError as error:
            problems += error.problems
    rules = ViewingRules(kp=arguments.kp, cloud_by_target=clouds)
    problems += problems_with(rules, frozenset(target.id for target in mission.targets))
    if problems:
        raise UsageError("\n".join(problems))
    end = first_failure(mission.orbit, mission.launch_ns, mission.end_ns)
    if end is not None:
        _say_it_ends_early(end)
    rows = listings.list_unseen if arguments.unseen else listings.list_opportunities
    return _print(rows(mission, mission.launch_ns, mission.end_ns, rules))


def _orbit(arguments: argparse.Namespace) -> tuple[Orbit, int, int]:
    sets = read_elements(arguments.elements.read_bytes(), arguments.elements.name)
    try:
        start_ns, end_ns = listings.parse_stretch(arguments.start, arguments.hours)
    except ValueError as error:
        raise UsageError(str(error)) from None
    age_s = max(abs(at_ns - sets[0].epoch_ns) for at_ns in (start_ns, end_ns)) / NS_PER_S
    if age_s > _FRESH_S:
        print(
            f"cupola: the elements are up to {age_s / _DAY_S:.0f} days away: expect errors of "
            f"some {expected_error_km(age_s):,.0f} km along the track, without burns",
            file=sys.stderr,
        )
    if len(sets) > 1:
        print(
            f"cupola: {len(sets)} element sets; the first, {sets[0].name}, is used", file=sys.stderr
        )
    orbit = Orbit.of(sets[0])
    end = first_failure(orbit, start_ns, end_ns)
    if end is not None:
        # It looked every minute: at the one before all was well.
        end_ns = end.instant_ns - 60 * NS_PER_S
        if end_ns <= start_ns:
            raise end
        _say_it_ends_early(end)
    return orbit, start_ns, end_ns


def _say_it_ends_early(end: PropagationError) -> None:
    print(f"cupola: the list ends early: {end}", file=sys.stderr)


def _print(rows: Iterable[tuple[str, ...]]) -> int:
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
    return exit_status.OK
