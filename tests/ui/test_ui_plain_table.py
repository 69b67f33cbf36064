from console.ui.models.trainer_tables import FaultTableModel
from console.ui.theme import Look
from console.ui.widgets.plain_table import plain_table


def test_columns_without_a_width_share_what_is_left(qtbot):
    table = plain_table(FaultTableModel(), Look(), "Faults", {0: 70, 2: 110, 3: 100, 4: 80})
    qtbot.addWidget(table)
    table.resize(1000, 300)
    table.show()
    assert table.accessibleName() == "Faults"
    assert table.columnWidth(1) > 500
    assert table.horizontalHeader().length() <= table.viewport().width()
