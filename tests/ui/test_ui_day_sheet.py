from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_mission
from plan_scene import IN_FORCE, a_plan_desk
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QFileDialog

from console.domain.planning.checker import windows_of
from console.domain.planning.day_plan import day_plans
from console.domain.planning.plan import Plan, Viewing
from console.domain.viewing.opportunities import find_opportunities
from console.ui.day_sheet import DaySheet, write_day_sheets
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.proposals import Proposals
from console.ui.theme import DAYLIGHT, Look
from telemetry.timebase import NS_PER_S

MISSION = a_mission()
DPI_MM = 12


@pytest.fixture(scope="module")
def views():
    start_ns = MISSION.launch_ns + 4 * 3600 * NS_PER_S
    return find_opportunities(MISSION, start_ns, start_ns + 3 * 3600 * NS_PER_S)


def windows(views, count):
    plan = Plan(viewings=tuple(Viewing(sight=v.id, guests=("guest-a",)) for v in views[:count]))
    return windows_of(plan, views)


def test_a_sheet_is_a_pdf_for_each_guest_and_day(tmp_path, views, qapp):
    sights = {view.id: view for view in views}
    paths = write_day_sheets(tmp_path / "new", windows(views, 2), MISSION, sights, kp=3.0)
    assert len(paths) == 4 * 3
    assert paths[0].name == "meridian-1-guest-a-day-1.pdf"
    content = paths[0].read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Subtype /Image") >= 2  # a drawing of each view


def test_a_full_day_goes_on_on_further_pages_and_nothing_is_lost(views, qapp):
    (plan,) = day_plans(windows(views, 14), MISSION)
    sheet = DaySheet(Look(DAYLIGHT), plan, MISSION, {}, 3.0)
    pages = sheet.pages()
    assert len(pages) > 1
    assert [item for page in pages for item in page] == list(plan.items)


LONG_NAME = "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff the Third of Philadelphia"


@pytest.mark.parametrize("count", [0, 3])
def test_nothing_is_drawn_outside_the_page_s_margins(views, qapp, count):
    sights = {view.id: view for view in views}
    plan = day_plans(windows(views, count), MISSION, with_empty_days=True)[0]
    plan = replace(plan, guest=replace(plan.guest, alias=LONG_NAME))
    sheet = DaySheet(Look(DAYLIGHT), plan, MISSION, sights, 3.0)
    page = QImage(210 * DPI_MM, 297 * DPI_MM, QImage.Format.Format_RGB32)
    page.fill(0xFFFFFF)
    painter = QPainter(page)
    sheet.draw_page(painter, 1, sheet.pages()[0])
    painter.end()
    margin = 14 * DPI_MM
    edges = [(x, y) for y in range(0, page.height(), 9) for x in range(0, margin, 9)]
    edges += [(page.width() - 1 - x, y) for x, y in edges]
    assert all(page.pixel(x, y) & 0xFFFFFF == 0xFFFFFF for x, y in edges)


@pytest.fixture
def panel(seat, qtbot):
    object.__setattr__(seat, "desk", a_plan_desk(*IN_FORCE))
    panel = Proposals(seat, RequestNotes(seat.requests))
    qtbot.addWidget(panel)
    return panel


def test_the_console_writes_what_is_promised_as_a_calendar(panel, tmp_path, monkeypatch):
    path = tmp_path / "plan.ics"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    panel.calendar.click()
    assert path.read_bytes().count(b"BEGIN:VEVENT") == 2
    assert "2 viewings" in panel.written


def test_what_cannot_be_written_is_said(panel, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/nowhere/x.ics", ""))
    panel.calendar.click()
    assert panel.written == "Nothing was written: No such file or directory"


def test_the_console_writes_the_guests_sheets(panel, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    panel.sheets.click()
    assert len(list(Path(tmp_path).glob("*.pdf"))) == 4 * 3
