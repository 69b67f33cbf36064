"""The banner every console carries: mission, source, times, orbit, link, safety, viewing, seat."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.client.desk import Changes
from console.client.mirror import Step
from console.protocol import SILENCE_S
from console.ui.models.ahead import next_contact, next_sun_change
from console.ui.models.authority_words import authority_line
from console.ui.models.rule_table import DECISION_SEVERITY
from console.ui.seat import Panel, Seat
from console.ui.theme import DARK, Shape
from console.ui.widgets.notice import Notice
from console.ui.widgets.readout import Reading, Readout
from telemetry.dictionary import Severity
from telemetry.timebase import countdown_text, met_text, utc_text

NOT_KNOWN: Final = Reading(value="–")


class Banner(Panel):
    """One row of readouts, and lines for what must not be overlooked."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._heard_s = time.monotonic()
        self._heartbeat: object = None
        look = seat.look
        self._cells: tuple[tuple[Readout, Callable[[], Reading]], ...] = tuple(
            (Readout(look, caption, widest, widest_note=note, stretch=caption == "VIEWING"), read)
            for caption, widest, note, read in (
                ("SOURCE", "SIMULATION", "· ×1000", self._source),
                ("MISSION", "Meridian 1", "", self._mission),
                ("UTC", "2026-11-22 14:03:07", "", self._utc),
                ("MET", "10/06:21:44", "", self._met),
                ("ORBIT", "999", "", self._orbit),
                ("SUN", "NIGHT 01:04:12", "", self._sun),
                ("CONTACT", "AOS 01:06:10", "· North Pole, Alaska", self._contact),
                ("LINK", "00000.0 s", "· 999 lost", self._link),
                ("SAFETY", "▲ EMERGENCY", "", self._safety),
                ("VIEWING", "▲ NO-GO", "· No telemetry is received", self._viewing),
                ("SEAT", "Guest-experience lead", f"· {seat.name} · no keys", self._who),
            )
        )
        emergency = DARK.severities[Severity.EMERGENCY]
        self._stale = Notice(look, plate="#E69F00", ink="#000000", shape=None)
        self._fault = Notice(
            look, plate=emergency.plate, ink=emergency.plate_ink, shape=Shape.DIAMOND
        )
        self._lines = (QHBoxLayout(), QHBoxLayout())
        # A line that has gone leaves no room behind.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QWidget()
        row.setMinimumWidth(1)  # the cells go into two lines rather than widen the window
        lines = QVBoxLayout(row)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(1)
        for line in self._lines:
            line.setSpacing(1)
            lines.addLayout(line)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 1)
        rows.setSpacing(0)
        for widget in (row, self._stale, self._fault):
            rows.addWidget(widget)
        self.lines = 0
        self._arrange()
        look.changed.connect(self._arrange)
        self.refresh(Changes())

    @property
    def stale_text(self) -> str:
        """What the STALE line says, empty when in step."""
        return self._stale.text

    @property
    def fault_text(self) -> str:
        """The line about a failure of this console itself, empty when there was none."""
        return self._fault.text

    def reading(self, caption: str) -> Reading:
        """Return what the cell of that caption shows."""
        return next(cell.reading for cell, _read in self._cells if cell.caption == caption)

    def cell(self, caption: str) -> Readout | None:
        """Return the cell of that caption."""
        return next((cell for cell, _read in self._cells if cell.caption == caption), None)

    def show_fault(self, line: str) -> None:
        """Show one line about a failure of this console itself."""
        self._fault.say(line)

    def refresh(self, _changes: Changes) -> None:
        """Show what the desk knows; readouts repaint only what differs."""
        desk = self._seat.desk
        if desk.heartbeat is not self._heartbeat:
            self._heartbeat, self._heard_s = desk.heartbeat, time.monotonic()
        for cell, read in self._cells:
            cell.show_reading(read())
        self._stale.say(self._out_of_step())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cells into as many lines as they need."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        cells = [cell for cell, _read in self._cells]
        needed = sum(cell.minimumSizeHint().width() + 1 for cell in cells)
        lines = 1 if needed <= self.width() or not self.isVisible() else 2
        if lines == self.lines:
            return
        self.lines = lines
        in_first = len(cells) if lines == 1 else (len(cells) + 1) // 2
        for number, cell in enumerate(cells):
            self._lines[number >= in_first].addWidget(cell)

    def _out_of_step(self) -> str:
        age = countdown_text(time.monotonic() - self._heard_s)
        match self._seat.desk.step:
            case Step.STALE:
                return (
                    f"STALE – the mission server has been silent for {age} (limit "
                    f"{SILENCE_S:.0f} s). Everything below is that old; buttons work again when "
                    "it answers."
                )
            case Step.CATCHING_UP if self._seat.desk.is_open:
                return "CATCHING UP – asking the server for what was missed; buttons wait."
            case Step.LIVE if self._seat.desk.is_open and not self._seat.desk.hears_telemetry:
                return self._no_telemetry()
            case _:
                return ""

    def _no_telemetry(self) -> str:
        age_s = self._seat.desk.telemetry_age_s()
        if age_s is None:
            mission = self._seat.desk.mission.id
            return (
                "NO TELEMETRY – the mission server answers, but no source has been heard yet. "
                f"One is started with: cupola simulate --mission {mission}"
            )
        return (
            f"NO TELEMETRY for {countdown_text(age_s)} – the mission server answers, its source "
            "is silent. Values below are that old."
        )

    def _source(self) -> Reading:
        desk = self._seat.desk
        if desk.source_kind is None:
            return Reading(value="NO SOURCE")
        style = self._seat.look.theme.sources[desk.source_kind]
        rate = desk.clock.rate
        speed = "" if rate == 1 else "· PAUSED" if rate == 0 else f"· ×{rate:g}"
        if style.frame is None:
            return Reading(value=style.word, note=speed)
        return Reading(value=style.word, note=speed, plate=style.frame, ink=style.plate_ink)

    def _mission(self) -> Reading:
        desk = self._seat.desk
        return Reading(value=desk.mission.name) if desk.is_open else NOT_KNOWN

    def _utc(self) -> Reading:
        now_ns = self._seat.desk.now_ns()
        if not now_ns:
            return NOT_KNOWN
        return Reading(value=utc_text(now_ns).removesuffix("Z").replace("T", " "))

    def _met(self) -> Reading:
        desk = self._seat.desk
        if not (desk.is_open and desk.clock.is_set):
            return NOT_KNOWN
        return Reading(value=met_text(desk.elapsed_s()))

    def _orbit(self) -> Reading:
        desk = self._seat.desk
        if not (desk.lookahead.is_known and desk.clock.is_set):
            return NOT_KNOWN
        return Reading(value=str(desk.lookahead.events.orbit_number(desk.now_ns())))

    def _sun(self) -> Reading:
        desk = self._seat.desk
        if not desk.clock.is_set:
            return NOT_KNOWN
        change = next_sun_change(desk.lookahead.events, desk.now_ns())
        if change is None:
            return NOT_KNOWN
        word, following, in_s = change
        return Reading(value=f"{word} {countdown_text(in_s)}", note=f"· {following} in")

    def _contact(self) -> Reading:
        desk = self._seat.desk
        if not desk.clock.is_set:
            return NOT_KNOWN
        ahead = next_contact(desk.lookahead.events, desk.now_ns())
        if ahead is None:
            return NOT_KNOWN
        word, station, in_s = ahead
        return Reading(value=f"{word} {countdown_text(in_s)}", note=f"· {station}")

    def _link(self) -> Reading:
        desk = self._seat.desk
        age_s = desk.telemetry_age_s()
        if age_s is None:
            return NOT_KNOWN
        note = f"· {desk.feed.gaps.total.lost} lost"
        value = f"{age_s:.1f} s" if desk.clock.rate else "paused"
        style = self._seat.look.severity(Severity.CAUTION)
        return Reading(value=value, note=note, ink=None if desk.hears_telemetry else style.ink)

    def _safety(self) -> Reading:
        desk = self._seat.desk
        if desk.step is Step.WAITING:
            return NOT_KNOWN
        worst = desk.safety_state()
        if worst is None and not desk.hears_telemetry:
            theme = self._seat.look.theme
            return Reading(value="UNKNOWN", plate=theme.raised, ink=theme.text_strong)
        if worst is None:
            return Reading(value="NOMINAL")
        style = self._seat.look.severity(worst)
        return Reading(value=style.word, shape=style.shape, plate=style.plate, ink=style.plate_ink)

    def _viewing(self) -> Reading:
        desk = self._seat.desk
        if not desk.is_open:
            return NOT_KNOWN
        status = desk.viewing_status()
        severity = DECISION_SEVERITY.get(status.decision)
        if severity is None:
            return Reading(value=status.decision)
        style = self._seat.look.severity(severity)
        return Reading(
            value=status.decision,
            note="· " + "; ".join(status.reasons),
            shape=style.shape,
            plate=style.plate,
            ink=style.plate_ink,
        )

    def _who(self) -> Reading:
        desk = self._seat.desk
        words = [self._seat.name] if self._seat.name else []
        if desk.is_open and not desk.is_secured:
            words.append("no keys")
        note = "".join(f"· {word} " for word in words).rstrip()
        return Reading(value=desk.role.seat, note=note, more=authority_line(desk.role))
