import pytest
from PySide6.QtWidgets import QLabel, QStackedWidget, QTableWidget, QVBoxLayout, QWidget

from console.ui.widgets.flow import Flow
from console.ui.widgets.room import Room
from console.ui.widgets.table_sizes import rescale_tables

WORDS = "what a guest is told when viewing is held, in words of an ordinary length " * 6


def a_page(*, least_px=(0, 0), words=""):
    page = QWidget()
    rows = QVBoxLayout(page)
    label = QLabel(words)
    label.setWordWrap(True)
    label.setMinimumSize(*least_px)
    rows.addWidget(label)
    return page


@pytest.fixture
def shown(qtbot):
    def built(content):
        room = Room(content)
        qtbot.addWidget(room)
        room.resize(400, 300)
        room.show()
        return room

    return built


def test_what_needs_more_than_the_room_is_scrolled_and_asks_the_window_for_nothing(shown):
    room = shown(a_page(least_px=(900, 700)))
    assert room.minimumSizeHint().isEmpty()
    assert room.widget().width() >= 900
    assert room.widget().height() >= 700
    assert room.horizontalScrollBar().isVisible()
    assert room.verticalScrollBar().isVisible()


def test_what_fits_fills_the_room_without_scroll_bars(shown):
    room = shown(a_page(least_px=(100, 100)))
    assert room.widget().size() == room.size()
    assert not room.verticalScrollBar().isVisible()


def test_words_in_lines_get_the_height_of_all_their_lines(shown):
    room = shown(a_page(words=WORDS))
    room.resize(120, 100)
    label = room.widget().findChild(QLabel)
    assert label.height() >= label.heightForWidth(label.width()) > 100


def test_only_the_page_in_sight_counts(shown, qtbot):
    stack = QStackedWidget()
    stack.addWidget(a_page())
    stack.addWidget(a_page(least_px=(0, 700)))
    room = shown(stack)
    assert stack.height() == room.height()
    stack.setCurrentIndex(1)
    assert stack.height() >= 700
    stack.setCurrentIndex(0)
    assert stack.height() == room.height()


def test_what_does_not_fit_into_a_line_begins_another(shown):
    page = QWidget()
    flow = Flow(page)
    for _ in range(3):
        plate = QLabel()
        plate.setFixedSize(150, 20)
        flow.addWidget(plate)
    room = shown(page)
    places = [(plate.x(), plate.y()) for plate in room.findChildren(QLabel)]
    assert places == [(0, 0), (156, 0), (0, 26)]
    assert flow.heightForWidth(500) == 20


def test_rows_and_columns_of_tables_grow_with_the_text(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    table = QTableWidget(2, 2, page)
    table.verticalHeader().setDefaultSectionSize(20)
    table.horizontalHeader().resizeSection(0, 80)
    rescale_tables(page, 1.5)
    assert table.rowHeight(0) == 30
    assert table.columnWidth(0) == 120
