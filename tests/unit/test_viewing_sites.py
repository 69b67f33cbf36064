"""Places are read from the command line and from files, and refused with their line."""

import pytest

import resources
from console.domain.viewing.sites import NamedSite, SiteError, parse_site, read_sites, sites_of


def test_a_site_is_named_with_latitude_longitude_and_height() -> None:
    assert parse_site("Svalbard=78.23,15.41,458") == NamedSite(
        name="Svalbard", latitude_deg=78.23, longitude_deg=15.41, height_m=458.0
    )


def test_name_and_height_may_be_left_out() -> None:
    assert parse_site("-33.1,-70.7") == NamedSite(
        name="-33.1,-70.7", latitude_deg=-33.1, longitude_deg=-70.7
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Svalbard", "'Svalbard' is not a site such as"),
        ("a=1,2,3,4", "is not a site such as"),
        ("a=91,2", "latitude is '91'; it must be a number from -90 to 90"),
        ("a=1,east", "longitude is 'east'; it must be a number"),
        ("a=1,2,nan", "height_m is 'nan'; it must be a number"),
        ("a=1,", "longitude is missing"),
    ],
)
def test_anything_else_is_refused_in_words(text, problem) -> None:
    with pytest.raises(SiteError) as refusal:
        parse_site(text)
    assert problem in str(refusal.value)


@pytest.mark.parametrize("name", ["stations.csv", "landmarks.csv"])
def test_shipped_tables_can_be_read_as_sites(name) -> None:
    sites = read_sites(resources.find(f"targets/{name}").read_bytes(), name)
    assert len(sites) >= 18
    assert sites_of(sites).latitude_deg.size == len(sites)


def test_heights_become_kilometres() -> None:
    assert sites_of([parse_site("a=1,2,2500")]).height_km.tolist() == [2.5]


def test_every_wrong_line_of_a_file_is_named() -> None:
    data = b"name,latitude_deg,longitude_deg,height_m\na,1,2,3\nb,100,2,3\nc,1\n"
    with pytest.raises(SiteError) as refusal:
        read_sites(data, "sites.csv")
    assert [problem.partition(" ")[0] for problem in refusal.value.problems] == [
        "sites.csv:4:",
        "sites.csv:3:",
    ]


def test_a_file_without_sites_is_refused() -> None:
    with pytest.raises(SiteError, match="no sites found"):
        read_sites(b"name,lat,lon\n", "sites.csv")
