"""The style sheet of ordinary widgets; ``$name`` is a colour, ``13dp`` a length of the design."""

from typing import Final

SHEET: Final = """
QWidget { color: $text; background: $ground; font-family: "$family"; font-size: 13dp; }
QLabel, QCheckBox, QRadioButton { background: transparent; }
QToolTip { color: $text; background: $raised; border: 1px solid $line; padding: 4dp; }
QFrame#section { background: $panel; border: 1px solid $line; }
QFrame#section QWidget { background: $panel; }
QFrame#section QLabel { background: transparent; }
QLabel#caption { color: $text_dim; font-size: 12dp; }
QLabel#dim { color: $text_dim; }
QLabel#heading { color: $text_strong; font-size: 20dp; }
QPushButton, QFrame#section QPushButton {
    background: $raised; border: 1px solid $line; border-radius: 2px;
    padding: 3dp 10dp; min-height: 18dp;
}
QPushButton:hover, QFrame#section QPushButton:hover { border-color: $text_dim; }
QPushButton:focus, QFrame#section QPushButton:focus { border: 1px solid $focus; }
QPushButton:pressed, QPushButton:checked,
QFrame#section QPushButton:pressed, QFrame#section QPushButton:checked {
    background: $line; color: $text_strong;
}
QPushButton:disabled, QFrame#section QPushButton:disabled {
    background: transparent; color: $text_dim; border: 1px dashed $line;
}
QToolButton:focus { border: 1px solid $focus; }
QPushButton#tab {
    border: none; border-bottom: 2px solid transparent; border-radius: 0;
    background: transparent; padding: 4dp 9dp;
}
QPushButton#tab:checked { background: $raised; border-bottom: 2px solid $text; }
QPushButton#tab:focus { border: 1px solid $focus; }
QTableView, QListView, QTreeView {
    background: $panel; alternate-background-color: $panel; border: 1px solid $panel;
    gridline-color: $grid; selection-background-color: $raised; selection-color: $text_strong;
    outline: 0;
}
QScrollArea { border: 1px solid transparent; }
QScrollArea#room { border: none; }
QTableView:focus, QListView:focus, QTreeView:focus, QScrollArea:focus { border: 1px solid $focus; }
QTableView::item:focus { border: 1px solid $focus; }
QHeaderView, QHeaderView::section, QFrame#section QHeaderView::section {
    background: $panel; color: $text_dim; border: none; border-bottom: 1px solid $line;
    padding: 2dp 6dp; font-size: 12dp;
}
QTableCornerButton::section { background: $panel; border: none; }
QLineEdit, QPlainTextEdit {
    background: $ground; border: 1px solid $line; padding: 3dp 6dp;
    selection-background-color: $focus; selection-color: $ground;
}
QLineEdit:focus, QPlainTextEdit:focus { border: 1px solid $focus; }
QComboBox:focus, QFrame#section QComboBox:focus { background: $line; color: $text_strong; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; }
QScrollBar:vertical { background: $ground; width: 10dp; margin: 0; }
QScrollBar:horizontal { background: $ground; height: 10dp; margin: 0; }
QScrollBar::handle { background: $line; min-height: 24dp; min-width: 24dp; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $ground; }
QMenu { background: $raised; border: 1px solid $line; }
QMenu::item:selected { background: $line; }
"""
