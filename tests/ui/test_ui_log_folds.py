from dataclasses import replace

import pytest
from builders import an_alarm_raised, an_entry
from desks import a_desk
from PySide6.QtCore import Qt
from seats import a_seat

from console.ui.models.log_folds import Burst, folded
from console.ui.models.log_words import LogLine
from console.ui.panels.log import Log
from console.ui.seat import EVERYTHING

LINE = LogLine(
    sequence=1,
    utc="2021-09-17 12:00:00",
    met="1/00:00:00",
    by="server",
    kind="alarms",
    words="No longer suppressed: Telemetry packet 1",
)
SEVENTEEN = [
    replace(LINE, sequence=n, words=f"No longer suppressed: Telemetry packet {n}")
    for n in range(1, 18)
]
NEXT = replace(LINE, sequence=18, words="Acknowledged: Cabin pressure")


def test_a_burst_of_one_second_is_one_line_that_counts_them():
    burst, rest = folded([*SEVENTEEN, NEXT], ())
    assert burst.words == "▸ 17 × No longer suppressed: Telemetry packet 1 and 16 more"
    assert rest == NEXT


def test_an_opened_burst_shows_every_line_of_it():
    head, *lines = folded(SEVENTEEN, {1})
    assert isinstance(head, Burst)
    assert lines == SEVENTEEN


@pytest.mark.parametrize(
    "lines",
    [
        SEVENTEEN[:3],
        [replace(each, utc=f"2021-09-17 12:00:{each.sequence:02d}") for each in SEVENTEEN],
        [replace(each, by=f"flight:{each.sequence}") for each in SEVENTEEN],
    ],
    ids=["few", "of other seconds", "of other people"],
)
def test_what_is_no_burst_stays_as_it_was(lines):
    assert folded(lines, ()) == lines


def test_a_burst_is_opened_and_closed_by_key_and_keeps_the_order_of_the_log(qtbot, sent):
    desk = a_desk()
    page = Log(a_seat(desk, sent))
    qtbot.addWidget(page)
    page.resize(1000, 500)
    page.show()
    desk.log.extend(an_entry(n, fact=an_alarm_raised(occurrence=n)) for n in range(1, 9))
    page.refresh(EVERYTHING)
    model = page.table.model()
    assert model.rowCount() == 1
    page.table.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert [model.index(n, 0).data() for n in range(model.rowCount())] == [*"1", *"12345678"]
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert model.rowCount() == 1
