"""For how long something is asked: a choice among a few times."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox


class HowLong(QComboBox):
    """A few times to choose from, in seconds."""

    def __init__(self, choices_s: Sequence[int], chosen_s: int) -> None:
        super().__init__()
        for seconds in choices_s:
            self.addItem(_words(seconds), seconds)
        self.setCurrentIndex(self.findData(chosen_s))

    @property
    def seconds(self) -> int:
        """The time chosen."""
        return int(self.currentData())


def _words(seconds: int) -> str:
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds <= 86_400 else f"{seconds // 86_400} days"
