"""What screen readers are told where a widget says nothing itself."""

from PySide6.QtWidgets import QLineEdit, QWidget


def name_fields(part: QWidget) -> None:
    """Let screen readers call a field that has no name of its own by what it asks for."""
    for field in part.findChildren(QLineEdit):
        if not field.accessibleName():
            field.setAccessibleName(field.placeholderText())
