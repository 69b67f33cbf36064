"""What the trainees did, how long each took, and the score sheet; from the facts alone."""

from PySide6.QtWidgets import QLabel, QVBoxLayout

from console.client.desk import Changes
from console.domain.debrief import Score, debrief
from console.ui.models.trainer_tables import (
    DecisionTableModel,
    StoryTableModel,
    newest_first,
    took_text,
)
from console.ui.seat import Panel, Seat
from console.ui.widgets.plain_table import plain_table
from console.ui.widgets.section import Remark, Section


class Trainees(Panel):
    """Score sheet above, alarms and decisions below."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self.stories = StoryTableModel(seat.desk.mission, self)
        self.decisions = DecisionTableModel(self)
        self.sheet = QLabel()
        self.empty = Remark()
        widths = {0: 110, 2: 90, 3: 100, 4: 150, 5: 90, 6: 80}
        sheet = Section(
            "SCORE SHEET · mission time; report: cupola report FILE --output report.html"
        )
        sheet.body.addWidget(self.sheet)
        alarms = Section("ALARMS · the newest first")
        alarms.body.addWidget(self.empty)
        alarms.body.addWidget(plain_table(self.stories, seat.look, "Alarms", widths), 1)
        decided = Section("PROPOSALS AND HOLDS · how long each waited")
        widths = {1: 110, 2: 90, 3: 100, 4: 90, 5: 150, 6: 80}
        table = plain_table(self.decisions, seat.look, "Proposals and holds", widths)
        decided.body.addWidget(table, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addWidget(sheet)
        rows.addWidget(alarms, 3)
        rows.addWidget(decided, 2)

    def refresh(self, changes: Changes) -> None:
        """List anew what the log tells."""
        if not changes.state:
            return
        told = debrief(self._seat.desk.log)
        self.stories.set_items(newest_first(told.alarms))
        self.decisions.set_items(told.decisions[::-1])
        self.sheet.setText("\n".join(map(_line, told.scores())))
        self.empty.say("" if told.alarms else "No alarm was raised so far.")


def _line(score: Score) -> str:
    middle = f", half of them within {took_text(score.middle_s)}" if score.middle_s else ""
    return f"{score.what}: {score.in_time} of {score.of}{middle}"
