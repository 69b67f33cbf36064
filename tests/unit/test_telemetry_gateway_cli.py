import argparse
from pathlib import Path

import pytest

from telemetry.gateway_cli import add_arguments, run

JPSS = Path(__file__).parents[1] / "data" / "jpss1"
XTCE = str(JPSS / "jpss1_geolocation_xtce_v1.xml")
CAPTURE = str(next(JPSS.glob("*.DAT1")))


def gateway(*options: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([*options, "--publish", "tcp://127.0.0.1:*"]))


def test_a_capture_is_published_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert gateway("--xtce", XTCE, "--file", CAPTURE, "--speed", "max") == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("publishing JPSS_Geolocation_Packets on tcp://127.0.0.1:")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--xtce", "nowhere.xml", "--file", CAPTURE), "cannot read nowhere.xml"),
        (("--xtce", XTCE, "--file", "nowhere.dat"), "cannot read nowhere.dat"),
        (("--xtce", CAPTURE, "--file", CAPTURE), "the XTCE file cannot be followed"),
        (("--xtce", XTCE, "--udp", "5700"), "is not HOST:PORT"),
        (("--xtce", XTCE, "--udp", "203.0.113.9:5700"), "cannot listen on"),
        (("--xtce", XTCE, "--file", CAPTURE, "--speed", "fast"), "--speed must be"),
        (("--xtce", XTCE, "--file", CAPTURE, "--time", "soon"), "no time code such as"),
        (("--xtce", XTCE, "--file", CAPTURE, "--time", "cds:1958-01-01:A,B"), "parameter A, B"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    options: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gateway(*options) == 2
    told = capsys.readouterr().err
    assert words in told
    assert told.startswith("cupola gateway: ")
    assert told.count("\n") == 1
