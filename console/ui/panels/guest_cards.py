"""A card per guest: what they do now, what comes next, how every promise stands."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from console.client.desk import Changes
from console.ui.models.guest_card import GuestCard, Promise, guest_card
from console.ui.painting import paint_hatch, paint_text
from console.ui.seat import Panel, Seat
from console.ui.theme import Look, colour
from console.ui.widgets.section import Section
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

_NAME_PX, _LINE_PX = 14, 12


class GuestCards(Panel):
    """All guests, under each other."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._shown_s = -1
        mission = seat.desk.mission
        self._guests = [person for person in mission.people if person.role == "guest"]
        self.cards = {person.id: _Card(seat.look) for person in self._guests}
        section = Section("GUESTS · now, next, wishes")
        column = QWidget()
        places = QVBoxLayout(column)
        places.setContentsMargins(0, 0, 0, 0)
        places.setSpacing(4)
        for card in self.cards.values():
            places.addWidget(card)
        places.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName("Guests")
        scroll.setWidget(column)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        section.body.addWidget(scroll)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(section)

    def refresh(self, changes: Changes) -> None:
        """Bring the cards up to date once a second, and at once when a window changed."""
        desk = self._seat.desk
        now_s = desk.now_ns() // NS_PER_S
        if now_s == self._shown_s and not (changes.state or changes.lookahead or changes.opened):
            return
        self._shown_s = now_s
        for person in self._guests:
            self.cards[person.id].show_card(
                guest_card(
                    person,
                    desk.mission,
                    desk.lookahead.opportunities,
                    desk.windows().values(),
                    desk.now_ns(),
                )
            )


class _Card(QWidget):
    """Paints one guest's lines."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.card: GuestCard | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_card(self, card: GuestCard) -> None:
        """Show these lines; repaints only when they differ."""
        if card == self.card:
            return
        has_other_lines = self.card is None or len(card.must_sees) != len(self.card.must_sees)
        self.card = card
        lines = [
            f"{card.alias}: {card.now}",
            *(f"{name} {words}" for name, words, _ in self._lines(card)),
        ]
        self.setToolTip("\n".join(lines))
        self.setAccessibleName("; ".join(lines))
        if has_other_lines:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of the name and every line."""
        name = QFontMetricsF(self._look.font(_NAME_PX, is_bold=True)).height()
        line = QFontMetricsF(self._look.font(_LINE_PX)).height() + 2
        count = 1 + (len(self.card.must_sees) if self.card is not None else 2)
        return QSize(self._look.px(180), round(name + count * line) + self._look.px(8))

    def _lines(self, card: GuestCard) -> list[tuple[str, str, str]]:
        """Return caption, words and colour of each line."""
        theme = self._look.theme
        held = self._look.severity(Severity.CAUTION).ink
        lines = [("next", card.next, held if card.next_is_held else theme.text_strong)]
        for must_see in card.must_sees:
            ink = {Promise.HELD: held, Promise.IMPOSSIBLE: theme.text_dim}.get(
                must_see.promise, theme.text
            )
            lines.append(("wish", must_see.text, ink))
        return lines

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint name and lines; hatch the edge while something of this guest is held."""
        if self.card is None:
            return
        painter = QPainter(self)
        look, theme = self._look, self._look.theme
        painter.fillRect(self.rect(), colour(theme.ground))
        painter.setPen(colour(theme.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if self.card.is_held:
            edge = QRectF(self.width() - look.px(10), 0, look.px(10), self.height())
            paint_hatch(painter, edge, look.severity(Severity.CAUTION).ink)
        box = QRectF(self.rect()).adjusted(look.px(8), look.px(3), -look.px(12), 0)
        name = look.font(_NAME_PX, is_bold=True)
        box.setHeight(QFontMetricsF(name).height())
        width = paint_text(painter, box, self.card.alias, colour(theme.text_strong), font=name)
        font = look.font(_LINE_PX)
        metrics = QFontMetricsF(font)
        doing = box.adjusted(width + look.px(12), 0, 0, 0)
        paint_text(painter, doing, self.card.now, colour(theme.text), font=font)
        left = metrics.horizontalAdvance("next") + look.px(8)
        line = QRectF(box.left(), box.bottom() + 1, box.width(), metrics.height())
        for caption, words, ink in self._lines(self.card):
            paint_text(painter, line, caption, colour(theme.text_dim), font=font)
            paint_text(painter, line.adjusted(left, 0, 0, 0), words, colour(ink), font=font)
            line.translate(0, metrics.height() + 2)
        painter.end()
