from dataclasses import replace

import numpy as np
import pytest
from builders import an_alarm_raised, an_entry
from desks import T0_NS, a_desk, clock_event, frames_until, received
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from seats import a_seat

from console.client.desk import Changes
from console.client.mirror import Advanced
from console.client.session import Repaired
from console.domain.mission import fold
from console.protocol import History
from console.ui.panels.life_support import CHARTS
from console.ui.plots.strip_chart import StripChart
from console.ui.seat import EVERYTHING
from console.ui.theme import DARK, DAYLIGHT, Shape
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

PRESSURE = replace(CHARTS[2], looks_ahead=False)
NEWS = Changes(telemetry=True)


@pytest.fixture
def chart(seat, qtbot):
    chart = StripChart(seat, PRESSURE)
    qtbot.addWidget(chart)
    chart.resize(600, 300)
    chart.refresh(EVERYTHING)
    return chart


def points(chart, curve=0):
    way = chart.lines[curve]
    return way.x_s, way.y


def shown_s(chart):
    return chart.plot.view.start_s, chart.plot.view.end_s


def seconds_later(desk, seconds):
    desk.clock._wall.advance(seconds)
    desk.take([received(each) for each in frames_until(desk.mission, desk.now_ns(), seconds)])


def seat_paints(chart):
    """Return a list that grows by the rectangle of every paint."""
    painted = []

    class Spy:
        def paint(self, _painter, _view, exposed):
            painted.append(exposed)

    chart.plot.live.append(Spy())
    return painted


def inks_of(chart):
    """Return the colours of every pixel of a chart's plot."""
    image = chart.plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return {f"#{value & 0xFFFFFF:06X}" for value in np.unique(pixels).tolist()}


def met_s(seat, instant_ns):
    return (instant_ns - seat.desk.mission.launch_ns) / NS_PER_S


def test_it_draws_what_is_remembered_up_to_now(chart, seat):
    x_s, y = points(chart)
    assert x_s[-1] == pytest.approx(met_s(seat, T0_NS), abs=2)
    assert x_s[0] == pytest.approx(met_s(seat, T0_NS) - 600, abs=3)
    assert np.all(np.abs(y - 760) < 20)


def test_live_telemetry_lengthens_the_line(chart, seat, desk):
    before = points(chart)[0][-1]
    seconds_later(desk, 5)
    chart.refresh(NEWS)
    assert points(chart)[0][-1] == pytest.approx(before + 5, abs=2)


def test_recorded_history_is_joined_to_live_without_a_seam(chart, seat, desk):
    times_ns = T0_NS - NS_PER_S * np.arange(840, 595, -1, dtype="<i8")
    values = np.full(times_ns.size, 761.0, dtype="<f8")
    desk.take(
        [
            History(
                parameter="CAB_P_TOT",
                from_ns=int(times_ns[0]),
                to_ns=int(times_ns[-1]) + 1,
                width_ns=0,
                times_ns=times_ns.tobytes(),
                low=values.tobytes(),
                high=values.tobytes(),
            )
        ]
    )
    chart.refresh(Changes(histories=("CAB_P_TOT",)))
    x_s, _y = points(chart)
    assert x_s[0] < met_s(seat, T0_NS) - 750
    assert np.diff(x_s).max() < 5


def test_a_gap_is_drawn_as_a_break(qtbot, sent):
    silent = {"CAB_P_TOT": lambda s: np.where((s > -300) & (s < -200), np.nan, 760.0)}

    chart = StripChart(a_seat(a_desk(changed=silent), sent), PRESSURE)
    qtbot.addWidget(chart)
    chart.redraw()
    connect = chart.lines[0].connect
    x_s, y = points(chart)
    broken = np.flatnonzero(np.asarray(connect)[:-1] == 0)
    assert not np.isnan(y).any()
    assert any(x_s[at + 1] - x_s[at] > 90 for at in broken)


def test_it_is_still_while_nothing_it_shows_has_changed(chart, seat, desk):
    chart.show()
    QApplication.processEvents()
    painted = seat_paints(chart)
    for _ in range(5):
        chart.refresh(NEWS)
        QApplication.processEvents()
    assert painted == []


def test_the_axis_moves_in_pages_and_not_with_every_sample(chart, desk):
    shown = {shown_s(chart)}
    for _ in range(20):
        seconds_later(desk, 1)
        chart.refresh(NEWS)
        shown.add(shown_s(chart))
    assert len(shown) <= 2


def test_the_now_line_is_where_the_mission_is(chart, seat, desk):
    seconds_later(desk, 30)
    chart.refresh(NEWS)
    assert chart.now_s == pytest.approx(met_s(seat, T0_NS) + 30, abs=2)


def test_another_span_is_shown_when_asked_for(chart, seat):
    chart.show()
    seat.time.follow(3600)
    low, high = shown_s(chart)
    assert high - low == pytest.approx(3600)


def test_the_axes_carry_utc_with_met_under_it_and_the_title_the_unit(chart):
    assert "12:00\n1/11:58" in chart.time_marks
    assert chart.title == "Cabin pressure, mmHg"


def test_an_alarm_is_marked_where_it_was_raised(chart, desk):
    assert chart.marks == 0
    fact = an_alarm_raised("CAB_P_TOT", value=739.0, limit=740.0, severity=Severity.CAUTION)
    entries = (an_entry(1, fact=fact),)
    desk.take([Advanced(entries=entries, state=fold(entries), is_restart=False)])
    chart.refresh(Changes(state=True))
    assert chart.marks == 1


def test_an_alarm_of_another_parameter_is_not_marked(chart, desk):
    entries = (an_entry(1, fact=an_alarm_raised()),)
    desk.take([Advanced(entries=entries, state=fold(entries), is_restart=False)])
    chart.refresh(Changes(state=True))
    assert chart.marks == 0


def test_a_log_that_begins_again_does_not_double_the_marks(chart, desk):
    fact = an_alarm_raised("CAB_P_TOT", value=739.0, limit=740.0)
    entries = tuple(an_entry(n, fact=fact) for n in (1, 2))
    desk.take([Advanced(entries=entries, state=fold(entries), is_restart=True)])
    chart.refresh(EVERYTHING)
    desk.take([Advanced(entries=entries[:1], state=fold(entries[:1]), is_restart=True)])
    chart.refresh(EVERYTHING)
    assert chart.marks == 1


def test_before_any_clock_it_waits_at_launch(qtbot, sent):

    desk = a_desk()
    desk.clock = type(desk.clock)(desk.clock._wall)
    chart = StripChart(a_seat(desk, sent), PRESSURE)
    qtbot.addWidget(chart)
    chart.refresh(EVERYTHING)
    low, high = shown_s(chart)
    assert low <= 0 <= high


def test_a_place_on_the_axis_tells_its_instant_and_values(chart, seat):
    told = chart.tell(met_s(seat, T0_NS) - 60)
    assert told.startswith("2021-09-17T11:59:00Z · MET 1/11:57:00")
    assert "Cabin pressure: 7" in told
    assert "mmHg" in told
    assert "no data" in chart.tell(met_s(seat, T0_NS) + 60)


def test_a_real_paint_measures_the_newest_sample(chart, seat, qtbot):
    chart.show()
    qtbot.waitUntil(lambda: bool(seat.meter._waiting), timeout=30_000)
    seat.meter.painted()
    assert seat.meter.latency_ms(50) == pytest.approx(0, abs=250)


def test_the_other_theme_changes_every_ink(chart, seat):
    assert DARK.curves[0] in inks_of(chart)
    seat.look.set_theme(DAYLIGHT)
    assert DAYLIGHT.curves[0] in inks_of(chart)


def test_only_the_columns_a_sample_changed_are_painted_again(chart, desk):
    chart.show()
    QApplication.processEvents()
    painted = seat_paints(chart)
    seconds_later(desk, 1)
    chart.refresh(NEWS)
    QApplication.processEvents()
    (rect,) = painted
    assert rect.left() > chart.plot.view.left_px
    assert rect.width() < 0.4 * chart.plot.width()


def test_what_is_painted_piece_by_piece_is_what_is_painted_at_once(chart, seat, desk):
    chart.show()
    QApplication.processEvents()
    for _ in range(25):
        seconds_later(desk, 1)
        chart.refresh(NEWS)
        QApplication.processEvents()
    piecewise = [way.y.copy() for way in chart.lines]
    chart.redraw()
    at_once = [way.y for way in chart.lines]
    assert all(np.array_equal(a, b) for a, b in zip(piecewise, at_once, strict=True))


def test_a_repaired_gap_is_drawn_although_it_is_older(chart, seat, desk):
    packet = desk.mission.database.place["CAB_P_TOT"][0]
    frames = frames_until(desk.mission, T0_NS + 60 * NS_PER_S, 60.0)
    late = next(frame for frame in frames if frame.packet == packet.name)
    desk.clock._wall.advance(70)
    desk.take([received(f) for f in frames_until(desk.mission, desk.now_ns(), 5.0)])
    chart.refresh(NEWS)
    before = points(chart)[0].size
    desk.take([Repaired((late,))])
    seconds_later(desk, 1)
    chart.refresh(NEWS)
    assert points(chart)[0].size > before


def test_marks_lie_inside_the_range_in_the_shape_of_their_class(chart, desk, seat):
    fact = an_alarm_raised("CAB_P_TOT", value=9999.0, limit=1.0, severity=Severity.WARNING)
    entries = (an_entry(1, fact=fact),)
    assert DARK.severities[Severity.WARNING].ink not in inks_of(chart)
    desk.take([Advanced(entries=entries, state=fold(entries), is_restart=False)])
    chart.refresh(Changes(state=True))
    assert DARK.severities[Severity.WARNING].ink in inks_of(chart)
    assert DARK.severities[Severity.WARNING].shape is Shape.TRIANGLE


def test_a_faster_mission_turns_the_page_by_its_own_clock(chart, desk):
    before = shown_s(chart)
    desk.take([clock_event(rate=60.0, mission_ns=T0_NS + 600 * NS_PER_S)])
    chart.refresh(NEWS)
    assert shown_s(chart)[0] > before[0]
