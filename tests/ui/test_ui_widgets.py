import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QTableView

from console.ui.models.keyed_table import KeyedTableModel
from console.ui.plots.curve_legend import CurveLegend
from console.ui.theme import DARK, Look, Shape
from console.ui.widgets.elided import ElidedText
from console.ui.widgets.notice import Notice
from console.ui.widgets.readout import CAPTION_PX, Reading, Readout
from console.ui.widgets.section import Remark, Section
from console.ui.widgets.severity_mark import BLINK_MS, SeverityCounts, SeverityMark
from console.ui.widgets.two_lines import Marking, TwoLineDelegate
from console.ui.widgets.value_tip import value_tip
from telemetry.dictionary import Severity


@pytest.fixture
def look(qapp):
    return Look()


def picture(widget, width=None):
    """Return what the widget paints, without showing it."""
    hint = widget.sizeHint()
    widget.resize(QSize(width or hint.width(), hint.height()))
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_a_readout_keeps_room_for_its_longest_value(look, qtbot):
    readout = Readout(look, "UTC", "2026-11-22 14:03:07")
    qtbot.addWidget(readout)
    needed = QFontMetrics(look.font(15)).horizontalAdvance("2026-11-22 14:03:07")
    assert readout.minimumSizeHint().width() > needed


def test_a_readout_gives_its_note_away_before_its_value(look, qtbot):
    readout = Readout(look, "LINK", "0.1 s", widest_note="· a very long note about the link")
    qtbot.addWidget(readout)
    words = QFontMetrics(look.font(CAPTION_PX))
    assert readout.sizeHint().width() > words.horizontalAdvance("LINK · a very long note")
    assert readout.minimumSizeHint().width() < readout.sizeHint().width()


def test_a_readout_says_what_it_shows_to_a_screen_reader(look, qtbot):
    readout = Readout(look, "SAFETY", "EMERGENCY")
    qtbot.addWidget(readout)
    readout.show_reading(Reading(value="CAUTION", shape=Shape.DISC))
    assert readout.accessibleName() == "SAFETY CAUTION"


def test_a_plate_fills_the_readout(look, qtbot):
    readout = Readout(look, "SAFETY", "EMERGENCY")
    qtbot.addWidget(readout)
    style = DARK.severities[Severity.WARNING]
    readout.show_reading(Reading(value="WARNING", plate=style.plate, ink=style.plate_ink))
    assert picture(readout).pixelColor(1, 1).name().upper() == style.plate


def test_a_notice_is_absent_until_there_is_something_to_say(look, qtbot):
    notice = Notice(look, plate="#E69F00", ink="#000000", shape=None)
    qtbot.addWidget(notice)
    assert notice.isHidden()
    notice.say("STALE")
    assert not notice.isHidden()
    assert notice.text == "STALE"
    assert picture(notice, 300).pixelColor(299, 5).name().upper() == "#E69F00"
    notice.say("")
    assert notice.isHidden()


def test_a_remark_is_hidden_when_it_is_silent(look, qtbot):
    section = Section("ALARMS")
    qtbot.addWidget(section)
    remark = Remark("No alarm stands.")
    section.body.addWidget(remark)
    assert not remark.isHidden()
    remark.say("")
    assert remark.isHidden()
    section.set_title("ALARMS of today")
    assert section.accessibleName() == "ALARMS of today"


def test_only_the_mark_of_an_unseen_alarm_blinks_and_slower_than_three_times_a_second(look, qtbot):
    mark = SeverityMark(look)
    qtbot.addWidget(mark)
    mark.show_severity(Severity.WARNING, blinks=True)
    on = picture(mark)
    qtbot.waitUntil(lambda: picture(mark) != on, timeout=30_000)
    assert 1000 / (2 * BLINK_MS) <= 3
    mark.show_severity(Severity.WARNING, blinks=False)
    assert picture(mark) == on


def test_the_counts_tell_every_class(look, qtbot):
    counts = SeverityCounts(look)
    qtbot.addWidget(counts)
    counts.show_counts({Severity.CAUTION: 3, Severity.EMERGENCY: 1})
    assert counts.toolTip() == "Alarms: advisory 0, caution 3, warning 0, emergency 1"
    assert picture(counts) != picture(SeverityCounts(look))


def test_words_without_room_end_in_an_ellipsis_and_are_whole_in_the_tooltip(look, qtbot):
    words = ElidedText(look)
    qtbot.addWidget(words)
    words.say("Switch to the other fan; confirm the flow recovers")
    assert words.toolTip() == words.text == "Switch to the other fan; confirm the flow recovers"
    assert words.sizeHint().width() < 100


def test_a_legend_has_room_for_every_name(look, qtbot):
    legend = CurveLegend(look, ("Z1 deck", "Z2 seats"))
    qtbot.addWidget(legend)
    image = picture(legend)
    middle = [image.pixelColor(x, image.height() // 2) for x in range(image.width())]
    inks = {pixel.name().upper() for pixel in middle}
    assert set(DARK.curves[:2]) <= inks


class Words(KeyedTableModel[str]):
    def text(self, item, column):
        return f"{item}\nmore of {item}" if column == 0 else "seen"

    def tip(self, item):
        return f"all about {item}"


def test_a_row_of_two_lines_shows_its_mark_and_hatching(look, qtbot):
    model = Words(("what", "how"), str)
    model.set_items(["fan"])
    pictures = []
    for marking in (
        Marking(),
        Marking(shape=Shape.DISC, ink="#E69F00"),
        Marking(shape=Shape.DISC, ink="#E69F00", is_filled=False),
        Marking(is_hatched=True),
    ):
        table = QTableView()
        qtbot.addWidget(table)
        table.setModel(model)
        table.setItemDelegate(TwoLineDelegate(look, lambda _index, m=marking: m, table))
        pictures.append(table.grab().toImage())
    for number, one in enumerate(pictures):
        assert all(one != other for other in pictures[number + 1 :])


def test_a_value_tells_everything_on_hover(desk):
    tip = value_tip(desk, "CAB_PPCO2_Z3")

    for part in (
        "CO2 partial pressure, viewing dome",
        "CAB_PPCO2_Z3",
        "mmHg",
        "Generated 2021-09-17T12:00:00Z",
        "0.0 s ago",
        "Steady",
        "Caution above 4.5 mmHg",
        "Warning above 6 mmHg",
        "simulation",
        "valid",
    ):
        assert part in tip
