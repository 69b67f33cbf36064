"""What ships with the console besides code: the map, the fonts and the way to find them."""

import numpy as np
import pytest

import resources

LAND = ("land_50m", "land_110m")
KILOMETRE_DEG = 0.01


def pieces(file, name):
    with np.load(resources.find(f"map/{file}.npz")) as arrays:
        points, offsets = arrays[f"{name}_lon_lat_deg"], arrays[f"{name}_offsets"]
    assert offsets[0] == 0
    assert offsets[-1] == len(points)
    return np.split(points.astype(float), offsets[1:-1])


def is_land(file, lon_deg, lat_deg):
    """Return whether a point is inside an odd number of rings (ray towards the east)."""
    crossings = 0
    for ring in pieces(file, "ring"):
        (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
        spans = (y0 > lat_deg) != (y1 > lat_deg)
        x = x0[spans] + (lat_deg - y0[spans]) / (y1 - y0)[spans] * (x1 - x0)[spans]
        crossings += int((x > lon_deg).sum())
    return crossings % 2 == 1


def test_an_unknown_resource_is_named():
    with pytest.raises(FileNotFoundError, match="no resource named 'map/atlantis'"):
        resources.find("map/atlantis")


@pytest.mark.parametrize("file", LAND)
@pytest.mark.parametrize(
    ("place", "lon_deg", "lat_deg"),
    [
        ("Paris", 2.35, 48.85),
        ("Alice Springs", 133.9, -23.7),
        ("South Pole", 12.0, -89.9),
        ("Vostok", 106.8, -78.5),
        ("Chukotka, east of the antimeridian", -175.0, 66.5),
        ("Chukotka, west of it", 178.0, 67.5),
        ("Wrangel Island on it", 179.9, 71.2),
    ],
)
def test_land_is_land(file, place, lon_deg, lat_deg):
    assert is_land(file, lon_deg, lat_deg), place


@pytest.mark.parametrize("file", LAND)
@pytest.mark.parametrize(
    ("place", "lon_deg", "lat_deg"),
    [
        ("Gulf of Guinea", 0.0, 0.0),
        ("Pacific", -179.9, 0.0),
        ("Pacific", 179.9, 30.0),
        ("Caspian Sea", 51.0, 42.0),
        ("North Pole", 0.0, 89.0),
        ("Southern Ocean", 12.0, -60.0),
    ],
)
def test_sea_is_sea(file, place, lon_deg, lat_deg):
    assert not is_land(file, lon_deg, lat_deg), place


@pytest.mark.parametrize("file", LAND)
def test_rings_are_closed(file):
    for ring in pieces(file, "ring"):
        assert len(ring) >= 4
        assert (ring[0] == ring[-1]).all()


@pytest.mark.parametrize("file", [*LAND, "borders_110m"])
def test_no_line_is_drawn_across_the_map_or_along_its_edge(file):
    for line in pieces(file, "line"):
        assert len(line) >= 2
        assert (np.abs(line) <= (180.0, 90.0)).all()
        steps = np.abs(np.diff(line[:, 0]))
        assert steps.max() < 30.0
        is_on_edge = (np.abs(line[1:, 0]) == 180.0) & (steps == 0.0)
        assert not is_on_edge.any()


def test_the_coast_goes_on_at_the_other_edge_of_the_map():
    ends = {"east": [], "west": []}
    for line in pieces("land_50m", "line"):
        for lon_deg, lat_deg in (line[0], line[-1]):
            if abs(lon_deg) == 180.0:
                ends["east" if lon_deg > 0 else "west"].append(lat_deg)
    assert len(ends["east"]) > 4
    assert sorted(ends["east"]) == pytest.approx(sorted(ends["west"]), abs=KILOMETRE_DEG)


@pytest.mark.parametrize("name", ["B612-Regular", "B612-Bold", "B612Mono-Regular", "B612Mono-Bold"])
def test_the_fonts_ship_with_their_licence(name):
    assert resources.find(f"fonts/{name}.otf").read_bytes()[:4] == b"OTTO"
    assert "SIL OPEN FONT LICENSE" in resources.find("fonts/OFL.txt").read_text()
