"""Buttons that take what is drawn elsewhere: to the clipboard, as CSV, as a picture."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget


class ExportBar(QWidget):
    """Pictures are of the whole window, so that its banner says what the source was.

    Parameters
    ----------
    csv : callable
        Returns the values that are drawn.
    """

    said = Signal(str)  # what was done, or why not

    def __init__(self, csv: Callable[[], str]) -> None:
        super().__init__()
        self._csv = csv
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for words, act in (
            ("Copy", self.copy),
            ("CSV …", self._ask_csv),
            ("Picture …", self._ask_picture),
        ):
            button = QPushButton(words)
            button.clicked.connect(lambda _checked, do=act: do())
            row.addWidget(button)

    def copy(self) -> None:
        """Put what is drawn on the clipboard: as a picture, and as text a spreadsheet takes."""
        data = QMimeData()
        data.setText(self._csv().replace(",", "\t"))
        data.setImageData(self.window().grab().toImage())
        QGuiApplication.clipboard().setMimeData(data)
        self.said.emit("Copied: a picture of the window, and the values drawn as a table.")

    def save_csv(self, path: Path) -> None:
        """Write what is drawn to a file, and say so or why not."""
        text = self._csv()
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            self.said.emit(f"{path} was not written: {error.strerror}.")
        else:
            self.said.emit(f"{path}: {max(0, text.count(chr(10)) - 1)} lines written.")

    def save_picture(self, path: Path) -> None:
        """Write a picture of the window, banner and all, and say so or why not."""
        is_saved = self.window().grab().save(str(path), "PNG")
        self.said.emit(f"{path} written." if is_saved else f"{path} could not be written.")

    def _ask_csv(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, "Write CSV", "plots.csv", "CSV (*.csv)")
        if path:
            self.save_csv(Path(path))

    def _ask_picture(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, "Write picture", "plots.png", "PNG (*.png)")
        if path:
            self.save_picture(Path(path))
