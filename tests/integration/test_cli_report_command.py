from xml.etree import ElementTree

import numpy as np
import pytest
from builders import T0_NS, a_mission
from live_server import FAN
from recorded_day import CO2, record_a_day

from console.cli import main
from console.cli.report_drawings import TimeScale, draw_alarms, draw_parameter
from console.domain.debrief import AlarmStory
from telemetry.dictionary import Severity
from telemetry.levels import MinMax
from telemetry.timebase import NS_PER_S

HOUR_NS = 3600 * NS_PER_S


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("day")
    record_a_day(folder / "day.mission")
    assert main(["report", str(folder / "day.mission"), "--output", str(folder / "r.html")]) == 0
    return (folder / "r.html").read_text(encoding="utf-8")


def test_a_debrief_tells_who_saw_what_and_what_was_decided(page):
    for words in (
        "Debrief · Meridian 1",
        "their chain whole",
        "flight:Test",
        "proposed by guest:Test",
        "approved",
        "reef by day",
        "Cabin fan A state",
        "Acknowledged: Cabin fan A state",
        "CO2 partial pressure, seating bay, mmHg",
    ):
        assert words in page
    assert FAN in page


def test_its_drawings_are_whole_svg(page):
    drawings = page.split("<svg ")[1:]
    assert len(drawings) >= 2
    for each in drawings:
        ElementTree.fromstring("<svg " + each[: each.index("</svg>") + 6])  # noqa: S314  # ours


def test_names_cannot_break_the_page():
    story = AlarmStory(alarm="X", occurrence=1, severity=Severity.WARNING, raised_ns=T0_NS)
    drawn = draw_alarms([story], ["<script>"], TimeScale(T0_NS, T0_NS + HOUR_NS))
    assert "<script>" not in drawn


def test_a_gap_is_a_break_in_the_line_and_nan_is_not_drawn():
    values = np.array([1.0, 2.0, np.nan, 3.0, 4.0])
    times_ns = T0_NS + np.arange(5) * NS_PER_S
    columns = MinMax(width_ns=NS_PER_S, times_ns=times_ns, low=values, high=values)
    scale = TimeScale(T0_NS, T0_NS + 5 * NS_PER_S)
    parameter = a_mission().database.parameters[CO2]
    drawn = draw_parameter(parameter, columns, [], scale)
    line = drawn.split('<path d="')[1].split('"')[0]
    assert line.count("M") == 2
    assert "nan" not in drawn
    nothing = MinMax(width_ns=1, times_ns=times_ns[:1], low=values[2:3], high=values[2:3])
    assert "Nothing valid" in draw_parameter(parameter, nothing, [], scale)


def test_bad_input_is_one_line_and_status_2(tmp_path, capsys):
    words = ["report", str(tmp_path / "none"), "--output", str(tmp_path / "r.html")]
    assert main(words) == 2
    told = capsys.readouterr().err
    assert "is not there" in told
    assert told.count("\n") == 1
