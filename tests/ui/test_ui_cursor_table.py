from console.ui.theme import Look
from console.ui.widgets.cursor_table import HEADINGS, CursorTable


def test_it_is_as_high_as_it_has_rows_and_paints_them(qtbot):
    table = CursorTable(Look())
    qtbot.addWidget(table)
    empty = table.sizeHint().height()
    table.show_rows([["EPS_LOAD", *["1 W"] * (len(HEADINGS) - 1)]] * 2)
    assert table.sizeHint().height() > empty
    table.resize(800, table.sizeHint().height())
    assert not table.grab().isNull()
