"""The cursors of the free plots: the same on every chart, and a table of what they read."""

from collections.abc import Iterable
from typing import Final

from console.ui.models.cursor_readings import cursor_row
from console.ui.plots.strip_chart import StripChart
from console.ui.seat import Seat
from console.ui.widgets.cursor_table import HEADINGS, CursorTable
from telemetry.dictionary import Parameter
from telemetry.timebase import NS_PER_S

POINTER: Final = "pointer"


class Cursors:
    """The pointer and the cursors A and B, in seconds since launch; None where there is none."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._at_s: dict[str, float | None] = {POINTER: None, "A": None, "B": None}
        self.table = CursorTable(seat.look)

    @property
    def pointer_s(self) -> float | None:
        """Where the mouse pointer is."""
        return self._at_s[POINTER]

    @property
    def stretch_s(self) -> tuple[float, float] | None:
        """From the earlier of A and B to the later, once both stand."""
        a_s, b_s = self._at_s["A"], self._at_s["B"]
        return None if a_s is None or b_s is None else (min(a_s, b_s), max(a_s, b_s))

    def put(self, name: str, at_s: float | None, charts: Iterable[StripChart]) -> None:
        """Put a cursor on every chart, or take it away."""
        self._at_s[name] = at_s
        for chart in charts:
            chart.cursors.put(name, at_s)

    def put_on(self, chart: StripChart) -> None:
        """Put every cursor on one more chart."""
        for name, at_s in self._at_s.items():
            chart.cursors.put(name, at_s)

    def show(self, parameters: Iterable[Parameter]) -> None:
        """Show what each cursor reads of `parameters`, and the time from A to B."""
        desk = self._seat.desk
        launch_ns = desk.mission.launch_ns
        at_ns = {
            name: None if at_s is None else launch_ns + round(at_s * NS_PER_S)
            for name, at_s in self._at_s.items()
        }
        place = desk.mission.database.place
        rows = [cursor_row(desk.feed.history, (place[p.id][0], p), at_ns) for p in parameters]
        a_s, b_s = self._at_s["A"], self._at_s["B"]
        if a_s is not None and b_s is not None:
            blank = [""] * (len(HEADINGS) - 5)
            rows.append(["time from A to B", "", "", "", f"{b_s - a_s:+.3f} s", *blank])
        self.table.show_rows(rows)
