"""Flight dynamics on the command line: CSV for machines, one clear line for mistakes."""

import csv
import io

import pytest

from console.cli import main

ISS = """\
1 25544U 98067A   25142.17626388  .00007957  00000+0  14902-3 0  9991
2 25544  51.6387  75.9349 0002437 130.6256  11.0458 15.49654472511124
"""
DAY = ["--start", "2025-05-22T00:00:00Z", "--hours", "6"]


@pytest.fixture
def iss(tmp_path):
    path = tmp_path / "iss.tle"
    path.write_text(ISS)
    return str(path)


def printed(capsys, *words):
    assert main(list(words)) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_passes_are_listed_with_their_times_and_azimuths(iss, capsys):
    rows = printed(
        capsys, "passes", "--elements", iss, "--site", "Wallops=37.946,-75.4614,10", *DAY
    )
    assert rows
    assert set(rows[0]) == {
        "site",
        "rise_utc",
        "culmination_utc",
        "set_utc",
        "max_elevation_deg",
        "rise_azimuth_deg",
        "culmination_azimuth_deg",
        "set_azimuth_deg",
    }
    for row in rows:
        assert row["rise_utc"] < row["culmination_utc"] < row["set_utc"]


def test_places_come_from_a_file_too(iss, tmp_path, capsys):
    places = tmp_path / "places.csv"
    places.write_text("name,latitude_deg,longitude_deg,height_m\nhere,51.5,0.0,20\n")
    rows = printed(capsys, "passes", "--elements", iss, "--sites", str(places), *DAY[:3], "24")
    assert {row["site"] for row in rows} == {"here"}


def test_a_track_has_a_row_for_every_step_and_both_ends(iss, capsys):
    rows = printed(capsys, "track", "--elements", iss, "--step", "600", *DAY)
    assert len(rows) == 6 * 6 + 1
    assert all(400 < float(row["height_km"]) < 450 for row in rows)


def test_events_come_in_order_of_time(iss, capsys):
    rows = printed(capsys, "events", "--elements", iss, *DAY)
    assert [row["utc"] for row in rows] == sorted(row["utc"] for row in rows)
    assert {"umbra_in", "umbra_out"} <= {row["kind"] for row in rows}


@pytest.mark.parametrize(("start", "says"), [("2025-05-28", ""), ("2025-07-01", "up to 40 days")])
def test_old_elements_say_their_age_and_what_error_to_expect(iss, capsys, start, says):
    words = ["--start", f"{start}T00:00:00Z", "--hours", "1"]
    assert main(["events", "--elements", iss, *words]) == 0
    complaint = capsys.readouterr().err
    assert says in complaint
    assert bool(complaint) is bool(says)
    assert complaint.count("\n") <= 1


FALLING = """\
1 25544U 98067A   25142.17626388  .00007957  00000+0  50000+0 0  9996
2 25544  51.6387  75.9349 0002437 130.6256  11.0458 15.49654472511124
"""


@pytest.mark.parametrize("command", [("passes", "--site", "0,0"), ("track",), ("events",)])
def test_a_list_ends_where_sgp4_does_and_says_why(command, tmp_path, capsys):
    path = tmp_path / "falling.tle"
    path.write_text(FALLING)
    words = [*command, "--elements", str(path), "--start", "2025-05-22T05:00:00Z"]
    assert main([*words, "--hours", "72"]) == 0
    answer = capsys.readouterr()
    assert answer.out.count("\n") > 1
    assert answer.err.startswith("cupola: the list ends early: the elements of 25544 end at 2025-")
    words[-1] = "2025-05-25T05:00:00Z"
    assert main([*words, "--hours", "1"]) == 2
    assert "the elements of 25544 end at 2025-05-25" in capsys.readouterr().err


def test_a_file_of_several_element_sets_says_which_is_used(tmp_path, capsys):
    path = tmp_path / "two.tle"
    path.write_text(f"ONE\n{ISS}TWO\n{ISS}")
    assert main(["events", "--elements", str(path), *DAY]) == 0
    assert capsys.readouterr().err == "cupola: 2 element sets; the first, ONE, is used\n"


def test_viewing_lists_what_a_mission_can_see(capsys):
    rows = printed(capsys, "viewing", "--mission", "station-1")
    assert {"sunrise", "sunset"} <= {row["product"] for row in rows}
    assert all(0 <= int(row["quality"]) <= 100 for row in rows)


def test_viewing_takes_targets_clouds_and_kp_of_ones_own(capsys, tmp_path):
    ours, clouds = tmp_path / "ours.csv", tmp_path / "clouds.csv"
    ours.write_text("id,name,type,mode,lat_deg,lon_deg\nour-farm,Our farm,farm,day,10,20\n")
    clouds.write_text("target,cloud_percent\nour-farm,0\n")
    rows = printed(
        capsys,
        "viewing",
        "--mission",
        "station-1",
        "--kp",
        "6",
        "--targets",
        str(ours),
        "--cloud",
        str(clouds),
    )
    ours_seen = [row for row in rows if row["target"] == "our-farm"]
    assert ours_seen
    assert all("cloud" in row["reasons"] for row in ours_seen)
    assert any("Kp 6" in row["reasons"] for row in rows)


def test_viewing_says_what_cannot_be_seen_on_the_flight_and_why(capsys):
    rows = printed(capsys, "viewing", "--mission", "meridian-1", "--unseen")
    assert any(row["reason"].startswith("not by day on this flight") for row in rows)


@pytest.mark.parametrize(
    ("option", "text", "complaint"),
    [
        ("--targets", "id,name,type,mode,lat_deg,lon_deg\nx,X,farm,day,99,20\n", "ours.csv:2"),
        ("--targets", "id,name,type,mode,lat_deg,lon_deg\nuluru,U,rock,day,9,20\n", "uluru is a"),
        ("--targets", "id,name,type,mode,lat_deg,lon_deg\n", "no targets found"),
        ("--cloud", "target,cloud_percent\nuluru,140\n", "ours.csv:2"),
        ("--cloud", "target,cloud_percent\natlantis,40\n", "no target of this flight"),
    ],
)
def test_a_bad_file_of_ones_own_is_refused_by_its_line(option, text, complaint, capsys, tmp_path):
    path = tmp_path / "ours.csv"
    path.write_text(text)
    assert main(["viewing", "--mission", "meridian-1", option, str(path)]) == 2
    assert complaint in capsys.readouterr().err


def test_everything_wrong_with_two_files_and_an_option_is_said_at_once(capsys, tmp_path):
    targets, clouds = tmp_path / "ours.csv", tmp_path / "clouds.csv"
    targets.write_text("id,name,type,mode,lat_deg,lon_deg\nx,X,rock,day,99,20\n")
    clouds.write_text("target,cloud_percent\nuluru,140\nuluru,many\n")
    files = ["--targets", str(targets), "--cloud", str(clouds)]
    assert main(["viewing", "--mission", "meridian-1", *files, "--kp", "nan"]) == 2
    said = capsys.readouterr().err
    assert all(words in said for words in ("ours.csv:2", "clouds.csv:2", "clouds.csv:3", "kp is"))


def test_a_kp_nobody_measures_is_refused(capsys):
    assert main(["viewing", "--mission", "meridian-1", "--kp", "12"]) == 2
    assert "kp is 12, not from 0 to 9" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["passes", "--site", "nowhere", *DAY], "'nowhere' is not a site"),
        (["passes", "--site", "1,2", "--min-elevation", "95", *DAY], "--min-elevation 95"),
        (["track", "--step", "0", *DAY], "--step 0"),
        (["track", "--step", "nan", *DAY], "--step nan"),
        (["events", "--start", "tomorrow", "--hours", "1"], "'tomorrow' is not a UTC time"),
        (["events", "--start", "2025-05-22", "--hours", "-1"], "-1 hours"),
        (["passes", "--sites", "/no/such/file", *DAY], "/no/such/file"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(iss, words, complaint, capsys):
    assert main([words[0], "--elements", iss, *words[1:]]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert complaint in line


def test_bad_elements_name_file_and_line(tmp_path, capsys):
    path = tmp_path / "bad.tle"
    path.write_text(ISS.replace("9991", "9992"))
    assert main(["events", "--elements", str(path), *DAY]) == 2
    assert "bad.tle:1" in capsys.readouterr().err
