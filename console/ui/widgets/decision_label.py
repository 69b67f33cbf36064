"""GO, HOLD or NO-GO in words on a plate of its gravity."""

from PySide6.QtWidgets import QLabel

from console.domain.rule_model import Decision
from console.ui.models.rule_table import DECISION_SEVERITY
from console.ui.theme import Look


class DecisionLabel(QLabel):
    """A decision at one place; a shape repeats what the plate's colour says."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def say(self, words: str, decision: Decision) -> None:
        """Show words that name the decision."""
        severity = DECISION_SEVERITY.get(decision)
        theme = self._look.theme
        plate, ink, shape = theme.raised, theme.text_strong, ""
        if severity is not None:
            style = self._look.severity(severity)
            plate, ink, shape = style.plate, style.plate_ink, f"{style.shape.value} "
        sheet = f"background: {plate}; color: {ink}; padding: 4px 10px;"
        if self.text() != shape + words:
            self.setText(shape + words)
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
