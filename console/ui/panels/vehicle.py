"""The vehicle overview: every subsystem, what is healthy of what is fitted, what is not well."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from console.client.desk import Changes
from console.ui.models.parameter_list import parameters_for
from console.ui.models.subsystem import SubsystemReading, read_subsystem
from console.ui.painting import paint_shape, paint_text
from console.ui.seat import Panel, Seat
from console.ui.theme import Look, colour
from telemetry.timebase import NS_PER_S

_COLUMNS: Final = 4
_ROW_PX: Final = 18
_MARK_PX: Final = 13
_TEXT_PX: Final = 12
_Line = tuple[str, str, str]  # words, value and ink


class Subsystem(QWidget):
    """One subsystem's tile; a click or Enter lists its parameters.

    Parameters
    ----------
    name : str
        Its short name, by which parameters know it.
    title : str
        What people call it.
    """

    chosen = Signal(str)

    def __init__(self, look: Look, name: str, title: str) -> None:
        super().__init__()
        self.name = name
        self.title = title
        self._look = look
        self._reading: SubsystemReading | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def reading(self) -> SubsystemReading | None:
        """What is shown."""
        return self._reading

    def show_reading(self, reading: SubsystemReading) -> None:
        """Show how the subsystem stands."""
        if reading != self._reading:
            self._reading = reading
            words = [*map(" ".join, reading.units), *reading.troubles]
            self.setAccessibleName(f"{self.title}: {', '.join(words)}")
            lines = (*reading.troubles, *map(": ".join, (*reading.units, *reading.keys)))
            self.setToolTip("\n".join((f"{self.title}, {reading.summary}", *lines)))
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room of a title and five lines."""
        return QSize(self._look.px(200), self._look.px(_ROW_PX * 6 + 12))

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Choose the subsystem."""
        self.chosen.emit(self.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the subsystem with Enter or space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.name)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint title, units and as many troubles as there is room for."""
        painter = QPainter(self)
        look, theme, reading = self._look, self._look.theme, self._reading
        painter.fillRect(self.rect(), colour(theme.panel))
        painter.setPen(colour(theme.focus if self.hasFocus() else theme.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if reading is None:
            return
        inside = QRectF(self.rect()).adjusted(look.px(10), look.px(6), -look.px(8), -look.px(4))
        bold = look.font(13, is_bold=True)
        title = QRectF(inside.left(), inside.top(), inside.width(), QFontMetrics(bold).height())
        if reading.worst is not None:
            style, size = look.severity(reading.worst), look.px(_MARK_PX)
            mark = QRectF(title.right() - size, title.top() + look.px(2), size, size)
            paint_shape(painter, mark, style.shape, style.ink)
            painter.fillRect(QRectF(0, 0, look.px(5), self.height()), colour(style.plate))
            title.setRight(mark.left() - 4)
        width = paint_text(painter, title, self.title, colour(theme.text), font=bold)
        title.setLeft(title.left() + width + look.px(8))
        small = look.font(12)
        paint_text(painter, title, reading.summary, colour(theme.text_dim), font=small)
        self._paint_lines(painter, inside.adjusted(0, title.height() + look.px(2), 0, 0), reading)
        painter.end()

    def _paint_lines(self, painter: QPainter, room: QRectF, reading: SubsystemReading) -> None:
        look, theme, height = self._look, self._look.theme, self._look.px(_ROW_PX)
        width = room.width()
        troubles = [
            self._wrapped((text, "", theme.text_strong), width) for text in reading.troubles
        ]
        others = [(*pair, theme.text_dim) for pair in (*reading.units, *reading.keys)]
        whole = [*troubles, *(self._wrapped(each, width) for each in others)]
        most = max(1, int(room.height() // height))
        has_room = sum(map(len, whole)) <= most
        entries = whole if has_room else [*troubles, *([each] for each in others)]
        shown: list[_Line] = []
        for number, entry in enumerate(entries or [[("nothing abnormal", "", theme.text_dim)]]):
            is_last = number + 1 >= len(entries)
            if len(shown) + len(entry) + (not is_last) > most:
                shown.append((f"and {len(entries) - number} more", "", theme.text_dim))
                break
            shown += entry
        font, right = look.font(_TEXT_PX), Qt.AlignmentFlag.AlignRight
        for number, (text, value, ink) in enumerate(shown):
            box = QRectF(room.left(), room.top() + number * height, room.width(), height)
            width = paint_text(painter, box, value, colour(theme.text), font=font, align=right)
            box.setRight(box.right() - width - (look.px(8) if value else 0))
            paint_text(painter, box, text, colour(ink), font=font)

    def _wrapped(self, line: _Line, width_px: float) -> list[_Line]:
        """Return a line in as many lines as its words need; its value stands at the last."""
        text, value, ink = line
        advance = QFontMetrics(self._look.font(_TEXT_PX)).horizontalAdvance
        lines = [""]
        for word in text.split():
            if lines[-1] and advance(f"{lines[-1]} {word}") > width_px:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        if value and advance(lines[-1]) + self._look.px(8) + advance(value) > width_px:
            lines.append("")
        return [*((each, "", ink) for each in lines[:-1]), (lines[-1], value, ink)]


class Vehicle(Panel):
    """All subsystems on one page, looked at once a second."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._shown_s = -1
        self._words = seat.desk.mission.database.words
        names = self._words.subsystems
        parameters = parameters_for(seat.desk.mission.database, seat.desk.role)
        self._members = {
            name: [each.id for each in parameters if each.subsystem == name]
            for name in [
                *(each for each in names if any(p.subsystem == each for p in parameters)),
                *sorted({p.subsystem for p in parameters} - set(names)),
            ]
        }
        grid = QGridLayout()
        grid.setSpacing(4)
        self.tiles: dict[str, Subsystem] = {}
        for number, name in enumerate(self._members):
            tile = self.tiles[name] = Subsystem(seat.look, name, names.get(name, name))
            tile.chosen.connect(seat.wishes.subsystem)
            grid.addWidget(tile, number // _COLUMNS, number % _COLUMNS)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4, 4, 4, 4)
        rows.addLayout(grid, 1)

    def refresh(self, changes: Changes) -> None:
        """Look at every subsystem, once a second or when an alarm changed."""
        desk = self._seat.desk
        now_s = desk.now_ns() // NS_PER_S
        if now_s == self._shown_s and not (changes.state or changes.opened):
            return
        self._shown_s = now_s
        for name, tile in self.tiles.items():
            tile.show_reading(
                read_subsystem(
                    name, self._members[name], desk.value, desk.state.alarms, self._words
                )
            )
