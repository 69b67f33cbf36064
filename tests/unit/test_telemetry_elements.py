"""Elements are read from TLE and OMM alike, and SGP4 agrees with other people's numbers."""

import json
from importlib.resources import files
from itertools import pairwise

import numpy as np
import pytest

from telemetry.elements import (
    ElementsError,
    ElementSet,
    NoElementsError,
    Orbit,
    OrbitSegment,
    PropagationError,
    expected_error_km,
    first_failure,
    propagate_teme,
    read_elements,
)
from telemetry.timebase import NS_PER_S, parse_utc, utc_text

# Public sets, as distributed in May 2025 (CelesTrak) and in the first hours of Fram2.
ISS = """ISS (ZARYA)
1 25544U 98067A   25142.17626388  .00007957  00000+0  14902-3 0  9991
2 25544  51.6387  75.9349 0002437 130.6256  11.0458 15.49654472511124
"""
FRAM2 = """1 63427U 25066A   25091.13562238  .00000291 -92113-6  00000+0 0  9992
2 63427  90.0051 318.4936 0157861  92.0495  34.6835 15.88239845    02
"""
ISS_OMM = {
    "OBJECT_NAME": "ISS (ZARYA)",
    "OBJECT_ID": "1998-067A",
    "CENTER_NAME": "EARTH",
    "REF_FRAME": "TEME",
    "TIME_SYSTEM": "UTC",
    "MEAN_ELEMENT_THEORY": "SGP4",
    "EPOCH": "2025-05-22T04:13:49.199232",
    "MEAN_MOTION": 15.49654472,
    "ECCENTRICITY": 0.0002437,
    "INCLINATION": 51.6387,
    "RA_OF_ASC_NODE": 75.9349,
    "ARG_OF_PERICENTER": 130.6256,
    "MEAN_ANOMALY": 11.0458,
    "NORAD_CAT_ID": 25544,
    "REV_AT_EPOCH": 51112,
    "BSTAR": 0.00014902,
    "MEAN_MOTION_DOT": 7.957e-05,
    "MEAN_MOTION_DDOT": 0.0,
}
THREE_DAYS_NS = np.arange(0, 72 * 3600, 1800, dtype=np.int64) * NS_PER_S
ONE_CENTIMETRE_KM = 1e-5
FIVE_MILLIMETRES_KM = 5e-6


def the(text: str) -> ElementSet:
    (only,) = read_elements(text.encode(), "orbit.tle")
    return only


def omm_xml(fields: dict[str, object]) -> str:
    meta = ("OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM")
    meta = (*meta, "MEAN_ELEMENT_THEORY")
    tle = ("NORAD_CAT_ID", "REV_AT_EPOCH", "BSTAR", "MEAN_MOTION_DOT", "MEAN_MOTION_DDOT")
    mean = [key for key in fields if key not in meta + tle]

    def tags(keys: object) -> str:
        return "\n".join(f"<{key}>{fields[key]}</{key}>" for key in keys)  # type: ignore[attr-defined]

    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ndm><omm id="CCSDS_OMM_VERS"><body><segment>\n'
        f"<metadata>\n{tags(meta)}\n</metadata>\n<data><meanElements>\n{tags(mean)}\n"
        f"</meanElements>\n<tleParameters>\n{tags(tle)}\n</tleParameters></data>\n"
        f"</segment></body></omm></ndm>"
    )


def test_a_tle_epoch_counts_its_first_day_as_one() -> None:
    # A public list takes day 142 of 2025 for 23 May; day 1.0 is 1 January 00:00.
    assert utc_text(the(ISS).epoch_ns, milliseconds=True) == "2025-05-22T04:13:49.199Z"


def test_a_tle_may_come_with_or_without_a_name_line() -> None:
    assert the(ISS).name == "ISS (ZARYA)"
    assert the(FRAM2).name == "63427"
    assert [e.norad_id for e in read_elements((ISS + FRAM2).encode(), "two.tle")] == [25544, 63427]


@pytest.mark.parametrize(
    "written",
    [
        json.dumps([ISS_OMM], indent=1),
        json.dumps(ISS_OMM),
        ",".join(ISS_OMM) + "\n" + ",".join(str(v) for v in ISS_OMM.values()) + "\n",
        omm_xml(ISS_OMM),
    ],
    ids=["json list", "json object", "csv", "xml"],
)
def test_a_message_and_a_tle_of_the_same_set_fly_the_same_orbit(written: str) -> None:
    expected, _ = propagate_teme(the(ISS), the(ISS).epoch_ns + THREE_DAYS_NS)
    position, _ = propagate_teme(the(written), the(ISS).epoch_ns + THREE_DAYS_NS)
    assert np.abs(position - expected).max() < ONE_CENTIMETRE_KM


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (ISS.replace("9991", "9992"), "orbit.tle:2: wrong checksum: the line adds up to 1"),
        (ISS.replace("15.49654472511124", "15.4965447251112"), "orbit.tle:3: a TLE line has 69"),
        (ISS.split("\n2 ")[0], "orbit.tle:2: line 1 of an element set without its line 2"),
        ("\n".join(ISS.splitlines()[::2]), "orbit.tle:2: line 2 of an element set without its"),
        (json.dumps([ISS_OMM])[:-9], "orbit.tle:1: not JSON"),
        (json.dumps([ISS_OMM | {"ECCENTRICITY": 1.2}], indent=1), "the eccentricity 1.2 is not"),
        (json.dumps([ISS_OMM | {"BSTAR": "much"}], indent=1), "orbit.tle:18: the BSTAR 'much'"),
        (json.dumps([ISS_OMM | {"REF_FRAME": "GCRF"}], indent=1), "orbit.tle:6: REF_FRAME is"),
        (json.dumps([{"EPOCH": "2025-05-22T04:13:49"}]), "missing MEAN_MOTION, ECCENTRICITY"),
        (json.dumps([ISS_OMM | {"EPOCH": "yesterday"}]), "EPOCH 'yesterday' is not a UTC time"),
        (json.dumps([ISS_OMM | {"MEAN_MOTION": float("nan")}]), "MEAN_MOTION 'nan' is not a"),
        ("[3]", "orbit.tle:1: an element set must be a JSON object"),
        ("A,B\n1\n", "orbit.tle:2: 2 columns were expected"),
        ("<omm><segment>", "not XML"),
        (omm_xml(ISS_OMM | {"INCLINATION": "flat"}), "orbit.tle:15: the INCLINATION 'flat'"),
        ("", "orbit.tle:1: no element set found"),
        ("the orbit of the station\n", "orbit.tle:1: no element set found"),
    ],
)
def test_a_refused_file_names_the_line(written: str, problem: str) -> None:
    with pytest.raises(ElementsError) as refusal:
        read_elements(written.encode(), "orbit.tle")
    assert problem in str(refusal.value)


def test_every_problem_of_a_file_is_listed_at_once() -> None:
    broken = (ISS + FRAM2).replace("9991", "9992").replace("9992\n2 63427", "9991\n2 63427")
    with pytest.raises(ElementsError) as refusal:
        read_elements(broken.encode(), "two.tle")
    assert len(refusal.value.problems) == 2


def test_bytes_that_are_not_text_are_refused() -> None:
    with pytest.raises(ElementsError, match="x:2: not a text file"):
        read_elements(b"\n\xff\xfe", "x")


def vallado_cases():
    """Yield satellite, lines, and rows of minutes, position and velocity, from the sgp4 wheel."""
    folder = files("sgp4")
    expected: dict[str, list[list[float]]] = {}
    for row in folder.joinpath("tcppver.out").read_text().splitlines():
        parts = row.split()
        if parts[-1:] == ["xx"]:
            current = expected.setdefault(parts[0], [])
        elif parts:
            current.append([float(part) for part in parts[:7]])
    lines = folder.joinpath("SGP4-VER.TLE").read_text().splitlines()
    for one, two in pairwise(lines):
        number = one[2:7].strip().lstrip("0")
        # The last three are damaged on purpose, checksums included.
        if one.startswith("1 ") and not number.startswith("3333"):
            yield pytest.param(f"{one[:69]}\n{two[:69]}\n", expected[number], id=number)


def test_the_verification_set_is_there_whole():
    """An empty list of cases would be skipped, not failed."""
    cases = list(vallado_cases())
    assert len(cases) == 30
    assert sum(len(case.values[1]) for case in cases) > 600


@pytest.mark.parametrize(("tle", "expected"), list(vallado_cases()))
def test_sgp4_agrees_with_vallados_whole_verification_set(tle, expected) -> None:
    elements = the(tle)
    rows = np.array(expected)
    times_ns = elements.epoch_ns + np.round(rows[:, 0] * 60 * NS_PER_S).astype(np.int64)
    position, velocity = propagate_teme(elements, times_ns)
    # An epoch kept as one float is good to a microsecond, in which a vehicle moves 8 mm.
    assert np.abs(position - rows[:, 1:4]).max() < FIVE_MILLIMETRES_KM
    assert np.abs(velocity - rows[:, 4:7]).max() < 1e-8


def test_elements_that_decay_end_with_a_reason_and_an_instant_instead_of_nan() -> None:
    decaying = json.dumps(ISS_OMM | {"BSTAR": 0.5})
    elements = the(decaying)
    with pytest.raises(PropagationError) as end:
        propagate_teme(elements, elements.epoch_ns + THREE_DAYS_NS[::-1])
    assert end.value.reason
    before, _ = propagate_teme(elements, [end.value.instant_ns - 1800 * NS_PER_S])
    assert np.isfinite(before).all()
    assert utc_text(end.value.instant_ns) in str(end.value)


def test_elements_that_describe_no_orbit_are_refused_when_read() -> None:
    with pytest.raises(ElementsError, match="these elements describe no orbit"):
        the(json.dumps(ISS_OMM | {"MEAN_MOTION": 17.9, "BSTAR": 0.0}))


def test_a_burn_changes_the_elements_in_force_from_its_instant_on() -> None:
    before, after = the(ISS), the(json.dumps(ISS_OMM | {"MEAN_ANOMALY": 20.0}))
    burn_ns = parse_utc("2025-05-22T12:00:00Z")
    orbit = Orbit(
        (
            OrbitSegment(valid_from_ns=before.epoch_ns, elements=before),
            OrbitSegment(valid_from_ns=burn_ns, elements=after),
        )
    )
    times_ns = np.array([burn_ns, burn_ns - 1, before.epoch_ns - NS_PER_S])
    position, _ = propagate_teme(orbit, times_ns)
    assert (position[0] == propagate_teme(after, times_ns[:1])[0]).all()
    assert (position[1:] == propagate_teme(before, times_ns[1:])[0]).all()
    assert orbit.elements_at(burn_ns) is after
    assert orbit.elements_at(burn_ns - 1) is before
    assert orbit.boundaries_ns() == (burn_ns,)


def test_validity_times_out_of_order_are_refused() -> None:
    segment = OrbitSegment(valid_from_ns=0, elements=the(ISS))
    with pytest.raises(ValueError, match="order"):
        Orbit((segment, segment))


def test_a_mission_without_elements_says_so_to_whoever_asks() -> None:
    nowhere = Orbit(())
    with pytest.raises(NoElementsError, match="no orbital elements"):
        nowhere.elements_at(0)
    with pytest.raises(NoElementsError):
        propagate_teme(nowhere, [0])
    failure = first_failure(nowhere, 5, 10)
    assert failure is not None
    assert failure.instant_ns == 5


def test_the_expected_error_grows_with_the_age_of_the_elements() -> None:
    assert expected_error_km(0.0) == pytest.approx(0.67)
    assert expected_error_km(72 * 3600) == pytest.approx(7.9)
    assert expected_error_km(144 * 3600) == pytest.approx(4 * 7.9)


def test_where_and_why_a_plan_must_end_is_known_before_it_is_made() -> None:
    sound, decaying = the(ISS), the(json.dumps(ISS_OMM | {"BSTAR": 0.5}))
    stretch = (sound.epoch_ns, sound.epoch_ns + 72 * 3600 * NS_PER_S)
    assert first_failure(Orbit.of(sound), *stretch) is None
    end = first_failure(Orbit.of(decaying), *stretch)
    assert end is not None
    assert stretch[0] < end.instant_ns < stretch[1]
    assert first_failure(Orbit.of(decaying), stretch[0], end.instant_ns) is None


def test_every_wrong_field_of_one_message_is_told() -> None:
    wrong = ISS_OMM | {
        "EPOCH": "yesterday",
        "BSTAR": "much",
        "ECCENTRICITY": 1.5,
        "INCLINATION": 200,
        "MEAN_MOTION": 0,
    }
    del wrong["MEAN_ANOMALY"]
    with pytest.raises(ElementsError) as refusal:
        read_elements(json.dumps([wrong]).encode(), "orbit.json")
    told = str(refusal.value)
    for words in ("MEAN_ANOMALY", "EPOCH 'yesterday'", "BSTAR 'much'", "eccentricity 1.5"):
        assert words in told
    assert "inclination 200" in told
    assert "mean motion 0" in told
    assert "0.5" not in told
