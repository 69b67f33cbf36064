"""A real satellite's two hours, read without any code of ours."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

from telemetry.mission import load_mission, read_configuration

FOLDER = Path(__file__).parent / "data" / "jpss1"
XTCE = FOLDER / "jpss1_geolocation_xtce_v1.xml"
(CAPTURE,) = FOLDER.glob("*.DAT1")
_KINDS = {
    ("uint", "8"): "u1",
    ("uint", "16"): ">u2",
    ("uint", "32"): ">u4",
    ("float", "32"): ">f4",
}
_1958_NS = int(np.datetime64("1958-01-01", "ns").astype(np.int64))
_EQUATOR_KM, _FLATTENING = 6378.137, 1 / 298.257223563  # WGS 84


@cache
def the_mission():
    """Return the mission of the folder."""
    return load_mission(read_configuration(str(FOLDER)))


@cache
def the_table():
    """Return every packet's fields, as the field list beside the capture lays them out."""
    with (FOLDER / "ccsdspy_jpss1_geolocation.csv").open() as file:
        rows = list(csv.DictReader(file))
    fields = [(row["name"], _KINDS[row["data_type"], row["bit_length"]]) for row in rows]
    return np.frombuffer(CAPTURE.read_bytes(), np.dtype([("header", "V6"), *fields]))


def the_times_ns():
    """Return when each packet was made, UTC nanoseconds."""
    table = the_table()
    days, milliseconds, microseconds = (
        table[name].astype(np.int64) for name in ("DOY", "MSEC", "USEC")
    )
    return _1958_NS + ((days * 86_400_000 + milliseconds) * 1000 + microseconds) * 1000


def the_positions_km():
    """Return Earth-fixed positions, shape (n, 3)."""
    table = the_table()
    return np.stack([table[f"ADGPSPOS{axis}"].astype(float) for axis in "XYZ"], axis=1) / 1000


def geodetic(position_km):
    """Return latitude, longitude (degrees) and height (km), by iteration from the definition."""
    x, y, z = position_km.T
    e2 = _FLATTENING * (2 - _FLATTENING)
    across = np.hypot(x, y)
    latitude = np.arctan2(z, across)
    for _ in range(8):
        normal = _EQUATOR_KM / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
        latitude = np.arctan2(z + e2 * normal * np.sin(latitude), across)
    height = across / np.cos(latitude) - normal
    return np.degrees(latitude), np.degrees(np.arctan2(y, x)), height
