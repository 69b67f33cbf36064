import time

import pytest
from builders import T0_NS, a_mission
from outlooks import a_window, an_outlook, at
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip

from console.domain.schedule import WindowStatus
from console.ui.models.lane_bars import Bar, BarKind
from console.ui.models.lane_chart import chart_lanes
from console.ui.models.time_span import TimeSpan
from console.ui.plots.lane_axis import LEAST_BAR_PX, TimeScale
from console.ui.plots.lane_canvas import LaneCanvas
from console.ui.plots.lane_paint import paint_window_bar
from console.ui.theme import Look

MISSION = a_mission()
W1 = a_window("w1", start_s=3600, end_s=5400, guests=("guest-a",), status=WindowStatus.PLANNED)
W2 = a_window("w2", start_s=7200, end_s=9000, guests=("guest-b",), status=WindowStatus.HELD)


@pytest.fixture
def canvas(qtbot):
    canvas = LaneCanvas(Look())
    qtbot.addWidget(canvas)
    canvas.resize(1100, 420)
    canvas.set_now(T0_NS)
    show(canvas, W1, W2)
    canvas.grab()  # lets the size take effect without a window
    return canvas


def show(canvas, *windows):
    lanes = chart_lanes(MISSION, an_outlook(), {each.id: each for each in windows}, T0_NS)
    canvas.set_lanes(lanes, MISSION.launch_ns)


def pointer(canvas, kind, point, buttons=Qt.MouseButton.NoButton):
    """Send a pointer event to a widget that is not on any screen."""
    event = QMouseEvent(
        kind, point, point, Qt.MouseButton.LeftButton, buttons, Qt.KeyboardModifier.NoModifier
    )
    QCoreApplication.sendEvent(canvas, event)


def click(canvas, point):
    pointer(canvas, QEvent.Type.MouseButtonPress, point, Qt.MouseButton.LeftButton)
    pointer(canvas, QEvent.Type.MouseButtonRelease, point)


def place_of(canvas, window):
    """Return a pixel inside a window's bar in its cabin window's lane."""
    for y in range(canvas.height() - 1, 0, -8):
        for x in range(0, canvas.width(), 20):
            bar = canvas.bar_at(QPointF(x, y))
            if bar is not None and bar.window == window:
                return QPointF(x + 2, y)
    raise AssertionError(f"{window} is not on the canvas")


def test_a_click_on_a_bar_chooses_its_window(canvas, qtbot):
    with qtbot.waitSignal(canvas.window_chosen) as chosen:
        click(canvas, place_of(canvas, "w2"))

    assert chosen.args == ["w2"]


def test_a_click_beside_every_bar_chooses_none(canvas, qtbot):
    with qtbot.waitSignal(canvas.window_chosen) as chosen:
        click(canvas, QPointF(3, 3))

    assert chosen.args == [""]


def test_dragging_moves_the_view_and_chooses_nothing(canvas, qtbot):
    start = place_of(canvas, "w2")
    with qtbot.assertNotEmitted(canvas.window_chosen):
        pointer(canvas, QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton)
        pointer(canvas, QEvent.Type.MouseMove, start - QPointF(200, 0), Qt.MouseButton.LeftButton)
        pointer(canvas, QEvent.Type.MouseButtonRelease, start - QPointF(200, 0))

    assert not canvas.span.follows
    assert canvas.span.bounds_ns(T0_NS)[0] > TimeSpan().bounds_ns(T0_NS)[0]


def test_keys_zoom_move_and_return_to_now(canvas, qtbot):
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.span.span_s < TimeSpan().span_s
    assert canvas.span.follows

    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert not canvas.span.follows

    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.span.follows


def test_keys_choose_windows_in_order_of_time(canvas, qtbot):
    chosen = []
    canvas.window_chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(canvas, key)

    assert chosen == ["w1", "w2", "w2", "w1"]


def test_a_resting_pointer_tells_what_lies_under_it(canvas, monkeypatch):
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, _widget: told.append(text))
    point = place_of(canvas, "w2").toPoint()

    QCoreApplication.sendEvent(canvas, QHelpEvent(QEvent.Type.ToolTip, point, point))

    assert "w2: reef by day" in told[0]
    assert "Flight must release it" in told[0]


def test_the_lanes_grow_into_the_room_there_is(canvas):
    least, most = canvas.minimumSizeHint().height(), canvas.sizeHint().height()

    assert least < most
    canvas.resize(1100, 1000)
    canvas.grab()
    assert place_of(canvas, "w2").y() < most


def test_what_is_hatched_or_hollow_is_told_apart_without_colour():
    images = {}
    for kind in (BarKind.PROPOSED, BarKind.PLANNED, BarKind.HELD, BarKind.DONE):
        image = QImage(60, 24, QImage.Format.Format_Grayscale8)
        image.fill(0)
        painter = QPainter(image)
        paint_window_bar(painter, Look(), kind, QRectF(0, 0, 60, 24))
        painter.end()
        inner = [image.pixelColor(x, 12).lightness() for x in range(8, 52)]
        images[kind] = (min(inner), max(inner))

    assert images[BarKind.PLANNED][0] > 150, "planned is full"
    assert images[BarKind.PROPOSED][1] < 60, "proposed is hollow"
    low, high = images[BarKind.HELD]
    assert high - low > 80, "held is hatched"
    assert images[BarKind.DONE][1] < images[BarKind.PLANNED][0], "done is dull"


def test_no_bar_is_too_thin_to_be_seen():
    scale = TimeScale(100.0, 1100.0, at(0), at(72 * 3600))
    bar = Bar(kind=BarKind.PLANNED, start_ns=at(3600), end_ns=at(3610), text="", tip="")

    assert scale.box(bar, 0.0, 20.0).width() >= LEAST_BAR_PX


def test_a_bar_that_reaches_past_the_edge_is_cut_there():
    scale = TimeScale(100.0, 1100.0, at(0), at(3600))
    bar = Bar(kind=BarKind.NIGHT, start_ns=at(-9000), end_ns=at(9000), text="", tip="")

    box = scale.box(bar, 0.0, 20.0)
    assert (box.left(), box.right()) == (100.0, 1100.0)


def test_nothing_is_repainted_for_the_same_lanes(canvas, monkeypatch):
    painted = []
    monkeypatch.setattr(canvas, "update", lambda: painted.append(1))

    show(canvas, W1, W2)
    canvas.set_now(T0_NS + 5)

    assert painted == []


def test_three_days_of_lanes_are_painted_well_within_a_screen_frame(canvas):
    """The budget is 5 times what was measured with software rendering on two shared cores."""
    canvas.set_span(TimeSpan(span_s=72 * 3600.0))
    canvas.grab()
    start_s = time.process_time()
    for _ in range(5):
        canvas.grab()

    assert (time.process_time() - start_s) / 5 < 0.1
