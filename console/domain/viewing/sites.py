"""Places that people name on the command line or in a file of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from console.domain.viewing.access import Sites
from telemetry.mission_tables import Fields, read_csv_rows

# The names other files use for the same columns: stations.csv, landmarks.csv.
_NAMES: Final = ("name", "site", "id")
_LATITUDES: Final = ("latitude_deg", "lat_deg", "latitude", "lat")
_LONGITUDES: Final = ("longitude_deg", "lon_deg", "longitude", "lon")
_HEIGHTS: Final = ("height_m", "elev_m", "elevation_m")


class SiteError(ValueError):
    """A place cannot be understood; lists every problem at once."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSite:
    """A place on the ground; longitudes count to the east."""

    name: str
    latitude_deg: float
    longitude_deg: float
    height_m: float = 0.0


def parse_site(text: str) -> NamedSite:
    """Return the place written as ``NAME=LAT,LON,HEIGHT_M``; name and height may be left out.

    Raises
    ------
    SiteError
        If `text` is anything else.
    """
    name, _, numbers = text.rpartition("=")
    parts = numbers.split(",")
    if len(parts) not in {2, 3}:
        raise SiteError([f"'{text}' is not a site such as Svalbard=78.23,15.41,458"])
    problems: list[str] = []
    values = dict(zip(("latitude", "longitude", "height_m"), parts, strict=False))
    site = _site(Fields(f"site '{text}'", {"name": name or numbers, **values}, problems))
    if problems:
        raise SiteError(problems)
    return site


def read_sites(data: bytes, name: str) -> tuple[NamedSite, ...]:
    """Return the places of a CSV file with columns name, latitude_deg, longitude_deg, height_m.

    The shipped files of stations and landmarks can be read, too.

    Raises
    ------
    SiteError
        Naming the file and line of every problem.
    """
    problems: list[str] = []
    sites = tuple(_site(row) for row in read_csv_rows(name, data, (), problems))
    if not sites and not problems:
        problems.append(f"{name}: no sites found")
    if problems:
        raise SiteError(problems)
    return sites


def sites_of(places: Sequence[NamedSite]) -> Sites:
    """Return the places as arrays."""
    return Sites(
        np.array([place.latitude_deg for place in places]),
        np.array([place.longitude_deg for place in places]),
        np.array([place.height_m / 1000.0 for place in places]),
    )


def _site(fields: Fields) -> NamedSite:
    return NamedSite(
        name=fields.text(_written(fields, _NAMES)),
        latitude_deg=fields.number(_written(fields, _LATITUDES), -90, 90),
        # A longitude up to 360 is east all the same.
        longitude_deg=fields.number(_written(fields, _LONGITUDES), -180, 360),
        height_m=fields.number(_written(fields, _HEIGHTS), -500, 9000, 0.0),
    )


def _written(fields: Fields, names: Sequence[str]) -> str:
    return next((name for name in names if name in fields.written()), names[0])
