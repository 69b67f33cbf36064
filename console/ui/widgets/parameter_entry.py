"""A field in which a parameter is named, by its id or by words of its name."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

from telemetry.dictionary import Parameter


class ParameterEntry(QLineEdit):
    """Says which parameter was meant, or why none was.

    Parameters
    ----------
    may_see : mapping of str to Parameter
        What can be named, by id.
    """

    entered = Signal(str)  # a parameter's id
    refused = Signal(str)  # words

    def __init__(self, may_see: Mapping[str, Parameter]) -> None:
        super().__init__()
        self._may_see = may_see
        self.setPlaceholderText("Add a parameter: id or words, then Enter")
        self.setAccessibleName("Parameter to plot")
        self.setClearButtonEnabled(True)
        completer = QCompleter([f"{each.id}  {each.name}" for each in may_see.values()], self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)
        self.returnPressed.connect(self.enter)

    def enter(self) -> None:
        """Take what is typed."""
        typed = self.text().strip()
        first = typed.split(maxsplit=1)[0].upper() if typed else ""
        fitting = [each.id for each in self._may_see.values() if _fits(each, typed)]
        if first in self._may_see:
            self.entered.emit(first)
        elif len(fitting) == 1:
            self.entered.emit(fitting[0])
        else:
            words = f"{len(fitting)} parameters fit" if fitting else "No parameter fits"
            self.refused.emit(f"{words} '{typed}'. Choose one of the list while typing.")


def _fits(parameter: Parameter, typed: str) -> bool:
    text = f"{parameter.id}  {parameter.name}".casefold()
    return bool(typed) and all(word in text for word in typed.casefold().split())
