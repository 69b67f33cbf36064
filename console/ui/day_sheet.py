"""A guest's day on paper: when, what, through which window, with a drawing of each view."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from console.domain.planning.day_plan import DayItem, DayPlan, day_plans
from console.domain.planning.plan import TaskPlace
from console.domain.schedule import ViewingWindow
from console.domain.viewing.look_up import look_up_times
from console.domain.viewing.opportunity import Opportunity
from console.domain.viewing.pane_scene import PaneScenes
from console.ui.plots.pane_drawing import draw_pane
from console.ui.plots.pane_show import subject_of
from console.ui.theme import DAYLIGHT, Look
from telemetry.elements import PropagationError
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S, countdown_text, met_text, utc_text

_DOTS_PER_MM: Final = 12  # a little over 300 to the inch
_MARGIN_MM: Final = 15.0
_A4_MM: Final = (210.0, 297.0)
_HEAD_MM, _FOOT_MM = 16.0, 8.0
_KIND_MM: Final = 10.0
_KIND_WORDS: Final = (
    "No viewing is set for today: rest, float, and look out when the crew say a window is free."
)
_PICTURE_MM: Final = 34.0
_PICTURE_PX: Final = 400
_REASONS_SAID: Final = 3
_VIEW_MM, _AROUND_MM = 38.0, 6.5
_INK, _DIM, _LINE = QColor("#15191D"), QColor("#5A646D"), QColor("#B9C0C6")


def write_day_sheets(
    folder: Path,
    windows: Iterable[ViewingWindow],
    mission: Mission,
    opportunities: Mapping[str, Opportunity],
    *,
    kp: float,
    tasks: Iterable[TaskPlace] = (),
) -> list[Path]:
    """Write one PDF for each guest and day of the flight; return the files.

    Raises
    ------
    OSError
        If the folder cannot be made or a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    look = Look(DAYLIGHT)
    look_ups = look_up_times(mission)
    for plan in day_plans(windows, mission, tasks, look_ups, with_empty_days=True):
        path = folder / f"{mission.id}-{plan.guest.id}-day-{plan.day}.pdf"
        path.touch()  # says why, in words, if it cannot be written
        sheet = DaySheet(look, plan, mission, opportunities, kp)
        _write(path, sheet)
        written.append(path)
    return written


def _write(path: Path, sheet: "DaySheet") -> None:
    writer = QPdfWriter(str(path))
    writer.setTitle(sheet.title)
    writer.setCreator("Cupola")
    writer.setResolution(round(_DOTS_PER_MM * 25.4))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    for number, items in enumerate(sheet.pages(), start=1):
        if number > 1:
            writer.newPage()
        sheet.draw_page(painter, number, items)
    painter.end()


class DaySheet:
    """One guest's day, page by page, on any painter of 12 dots to the millimetre."""

    def __init__(
        self,
        look: Look,
        plan: DayPlan,
        mission: Mission,
        opportunities: Mapping[str, Opportunity],
        kp: float,
    ) -> None:
        self._look = look
        self._plan, self._mission = plan, mission
        self._opportunities, self._kp = opportunities, kp
        inside = (_MARGIN_MM, _MARGIN_MM, _A4_MM[0] - _MARGIN_MM, _A4_MM[1] - _MARGIN_MM)
        left, top, right, bottom = map(self._mm, inside)
        self._area = QRectF(left, top, right - left, bottom - top)
        self._top = top

    @property
    def title(self) -> str:
        """Whose day it is."""
        return f"{self._mission.name}: {self._plan.guest.alias}, day {self._plan.day}"

    def pages(self) -> list[list[DayItem]]:
        """Return the day's lines as they fit on pages."""
        kind_mm = 0.0 if self._plan.has_views else _KIND_MM
        room = self._area.height() - self._mm(_HEAD_MM + kind_mm + _FOOT_MM)
        pages: list[list[DayItem]] = [[]]
        used = 0.0
        for item in self._plan.items:
            height = self._height(item)
            if pages[-1] and used + height > room:
                pages.append([])
                used = 0.0
            pages[-1].append(item)
            used += height
        return pages

    def draw_page(self, painter: QPainter, number: int, items: Iterable[DayItem]) -> None:
        """Draw one page."""
        self._top = self._area.top()
        self._head(painter)
        if not self._plan.has_views:
            box = QRectF(self._area.left(), self._top + self._mm(2), self._area.width(), 0)
            box.setHeight(self._mm(_KIND_MM))
            self._say(painter, box, _KIND_WORDS, 4.2)
            self._top += self._mm(_KIND_MM)
        for item in items:
            if item.window is None:
                self._around(painter, item)
            else:
                self._view(painter, item, item.window)
            self._top += self._height(item)
        self._foot(painter, number)

    def _height(self, item: DayItem) -> float:
        return self._mm(_AROUND_MM if item.window is None else _VIEW_MM)

    def _mm(self, length: float) -> float:
        return length * _DOTS_PER_MM

    def _font(self, size_mm: float, *, is_bold: bool = False) -> QFont:
        font = self._look.font(is_bold=is_bold)
        font.setPixelSize(round(self._mm(size_mm)))
        return font

    def _say(
        self, painter: QPainter, box: QRectF, text: str, size_mm: float, **style: bool
    ) -> float:
        """Write one line at the top of a box, shortened to fit; return its height."""
        font = self._font(size_mm, is_bold=style.get("is_bold", False))
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(_DIM if style.get("is_dim") else _INK)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
        return metrics.height()

    def _head(self, painter: QPainter) -> None:
        plan = self._plan
        box = QRectF(self._area.left(), self._top, self._area.width(), self._mm(20))
        day = f" · day {plan.day}"
        metrics = QFontMetricsF(self._font(7.0, is_bold=True))
        room = box.width() - metrics.horizontalAdvance(day)
        name = metrics.elidedText(plan.guest.alias, Qt.TextElideMode.ElideRight, room)
        box.translate(0, self._say(painter, box, name + day, 7.0, is_bold=True))
        line = (
            f"{self._mission.name} · {utc_text(plan.start_ns)[:16].replace('T', ' ')} to "
            f"{utc_text(plan.end_ns)[:16].replace('T', ' ')} UTC · all times UTC"
        )
        self._say(painter, box, line, 3.6, is_dim=True)
        self._top += self._mm(_HEAD_MM)
        self._rule(painter)

    def _foot(self, painter: QPainter, number: int) -> None:
        box = QRectF(self._area.left(), self._area.bottom() - self._mm(4), self._area.width(), 0)
        box.setHeight(self._mm(5))
        words = "Views are computed. A safety alarm can hold any of them; flight decides."
        self._say(painter, box, f"Page {number} · {words}", 3.0, is_dim=True)

    def _rule(self, painter: QPainter) -> None:
        painter.setPen(QPen(_LINE, self._mm(0.25)))
        painter.drawLine(
            round(self._area.left()), round(self._top), round(self._area.right()), round(self._top)
        )

    def _around(self, painter: QPainter, item: DayItem) -> None:
        box = QRectF(
            self._area.left(), self._top + self._mm(1), self._area.width(), self._mm(_AROUND_MM)
        )
        self._say(painter, box, f"{_span(item)}   {item.title}", 3.6, is_dim=True)

    def _view(self, painter: QPainter, item: DayItem, window: ViewingWindow) -> None:
        self._rule(painter)
        left, top = self._area.left(), self._top + self._mm(2)
        sight = self._opportunities.get(window.opportunity)
        if sight is not None:
            side = self._mm(_PICTURE_MM)
            self._picture(painter, QRectF(left, top, side, side), sight)
        box = QRectF(left, top, self._area.width(), self._mm(_VIEW_MM))
        box.setLeft(left + self._mm(_PICTURE_MM + 5))
        box.translate(0, self._say(painter, box, _span(item), 4.2))
        box.translate(0, self._say(painter, box, item.title, 5.2, is_bold=True))
        panes = {pane.id: pane.name for pane in self._mission.panes}
        company = f" · with {', '.join(item.company)}" if item.company else ""
        lasts = countdown_text((item.end_ns - item.start_ns) / NS_PER_S)
        met = met_text((item.start_ns - self._mission.launch_ns) / NS_PER_S)
        where = f"At the {panes[window.pane]}{company} · {lasts} long · MET {met}"
        box.translate(0, self._say(painter, box, where, 3.8))
        if sight is not None:
            best = f"Best at {utc_text(sight.peak_ns)[11:19]}"
            for line in (best, *sight.reasons[:_REASONS_SAID]):
                box.translate(0, self._say(painter, box, line, 3.4, is_dim=True))

    def _picture(self, painter: QPainter, box: QRectF, sight: Opportunity) -> None:
        try:
            scenes = PaneScenes(self._mission, sight.pane, sight.start_ns, sight.end_ns)
        except PropagationError:
            return  # without elements there is no view either; the words stay
        scene = scenes.at(sight.peak_ns)
        if scene is None:
            return
        # As a picture: a printer would take minutes over ten thousand clear lines of coast.
        picture = QImage(_PICTURE_PX, _PICTURE_PX, QImage.Format.Format_ARGB32_Premultiplied)
        picture.fill(Qt.GlobalColor.transparent)
        pen = QPainter(picture)
        inside = QRectF(picture.rect()).adjusted(3, 3, -3, -3)
        subject = subject_of(self._mission, sight, self._kp)
        draw_pane(pen, self._look, inside, scene, subject, has_names=False)
        pen.end()
        painter.drawImage(box, picture)


def _span(item: DayItem) -> str:
    return f"{utc_text(item.start_ns)[11:16]} to {utc_text(item.end_ns)[11:16]}"
