import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex
from PySide6.QtWidgets import QTableView

from console.ui.models.keyed_table import ITEM_ROLE, KeyedTableModel

ITEMS = st.lists(st.sampled_from("abcdef"), unique=True)


class Letters(KeyedTableModel[tuple[str, int]]):
    def __init__(self):
        super().__init__(("letter", "count"), lambda item: item[0])

    def text(self, item, column):
        return str(item[column])

    def tip(self, item):
        return f"{item[0]} counted {item[1]}"


@pytest.fixture
def model(qapp, qtmodeltester):
    model = Letters()
    qtmodeltester.check(model)
    return model


def shown(model):
    return [model.index(row, 0).data() for row in range(model.rowCount())]


@given(steps=st.lists(ITEMS, max_size=6), held=st.sampled_from("abcdef"))
def test_what_a_view_holds_on_to_is_the_same_item_wherever_it_moves(steps, held):
    model, kept = Letters(), None
    for keys in steps:
        model.set_items([(key, 1) for key in keys])
        if held not in keys:
            kept = None
        elif kept is None:
            kept = QPersistentModelIndex(model.index(keys.index(held), 0))
        assert kept is None or kept.data() == held


@given(steps=st.lists(ITEMS, max_size=6))
def test_the_table_shows_exactly_what_was_given_in_that_order(steps):
    model = Letters()
    for number, keys in enumerate(steps):
        model.set_items([(key, number) for key in keys])
        assert shown(model) == keys
        assert [model.index(row, 1).data() for row in range(len(keys))] == [str(number)] * len(keys)


def test_a_model_keeps_qt_s_rules_through_growing_and_shrinking(model):
    for keys in ("ab", "bca", "c", "cd", ""):
        model.set_items([(key, 1) for key in keys])


def test_the_selection_stays_with_its_item_when_others_come_above_it(model, qtbot):
    model.set_items([("a", 1), ("b", 1)])
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(model)
    flags = QItemSelectionModel.SelectionFlag.SelectCurrent
    table.selectionModel().setCurrentIndex(model.index(1, 0), flags)

    model.set_items([("z", 1), ("y", 1), ("b", 2), ("a", 1)])

    assert table.currentIndex().data() == "b"
    assert table.currentIndex().row() == 2


def test_a_row_whose_content_changes_is_the_same_row(model):
    model.set_items([("a", 1), ("b", 1)])
    kept = QPersistentModelIndex(model.index(0, 0))
    model.set_items([("b", 1), ("a", 2)])
    assert kept.isValid()
    assert kept.data() == "a"


def test_only_rows_that_differ_are_said_to_have_changed(model):
    changed = []
    model.set_items([("a", 1), ("b", 1)])
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.set_items([("a", 1), ("b", 2)])
    assert changed == [(1, 1)]


def test_a_cell_tells_its_item_its_tip_and_its_heading(model):
    model.set_items([("a", 7)])
    index = model.index(0, 0)
    assert index.data(ITEM_ROLE) == ("a", 7)
    assert "counted 7" in model.tip(("a", 7))
    assert [model.headerData(n, model_horizontal()) for n in range(2)] == ["letter", "count"]


def model_horizontal():
    from PySide6.QtCore import Qt

    return Qt.Orientation.Horizontal
