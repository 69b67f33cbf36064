import pytest
from builders import a_mission, an_alarm_raised, an_entry, an_opportunity
from desks import a_desk
from outlooks import an_outlook, proposed
from plan_scene import IN_FORCE, a_plan_desk
from plan_scene import REEF as PLAN_REEF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QTableView

from console.client.desk import Changes
from console.client.mirror import Advanced
from console.domain.facts import WindowApproved, WindowHeld
from console.domain.mission import fold
from console.domain.plan_facts import ViewingClosed
from console.domain.roles import Role
from console.ui.guest import Plan, Strip, guest_screens
from console.ui.models.opportunity_table import Column, OpportunityTableModel
from console.ui.panels.guest_cards import GuestCards
from console.ui.panels.hold_notice import HoldNotice
from console.ui.panels.now_next import NowAndNext
from console.ui.seat import EVERYTHING
from console.ui.theme import DARK, Look
from console.ui.widgets.quality_cell import QualityDelegate
from telemetry.dictionary import Severity

REEF = an_opportunity("reef", start_s=3 * 3600)
HOLD_INK = DARK.severities[Severity.CAUTION].ink


@pytest.fixture
def desk():
    desk = a_desk(role=Role.GUEST, span_s=1.0)
    desk.take([an_outlook(REEF)])
    return desk


def decide(desk, *facts):
    """Let the server's next update carry these facts, after those before."""
    entries = tuple(an_entry(n, fact=fact) for n, fact in enumerate(facts, start=1))
    desk.take([Advanced(entries=entries, state=fold(entries), is_restart=True)])


def hold(desk):
    decide(
        desk,
        proposed("w1", REEF, "guest-a"),
        WindowApproved(window="w1"),
        an_alarm_raised("CAB_PPCO2_Z3"),
        WindowHeld(window="w1", alarm="CAB_PPCO2_Z3", reason="CO2 in the dome"),
    )


def shown(widget, qtbot, width=1200, height=600):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.refresh(EVERYTHING)
    return widget


def has_ink(widget, ink):
    """Return whether any pixel of the widget has exactly this colour."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return any(
        image.pixelColor(x, y).name().upper() == ink
        for x in range(0, image.width(), 1)
        for y in range(0, min(image.height(), 60), 3)
    )


def test_while_viewing_is_go_there_is_no_hold_notice(seat, qtbot):
    notice = shown(HoldNotice(seat), qtbot)

    assert notice.isHidden()
    assert notice.words is None


def test_a_hold_is_seen_with_the_very_update_that_brings_it(seat, desk, qtbot):
    strip = shown(Strip(seat), qtbot)
    assert strip.hold.isHidden()

    hold(desk)
    strip.refresh(Changes(state=True))

    assert not strip.hold.isHidden()
    assert "w1" in strip.hold.words.held[0]
    assert strip.now_next.cells[1].up_next.title.startswith("HELD")


def test_a_hold_is_told_by_hatching_and_word_and_its_own_colour(seat, desk, qtbot):
    hold(desk)
    strip = shown(Strip(seat), qtbot, height=180)
    notice = strip.hold

    assert notice.accessibleName() == "VIEWING ON HOLD"
    assert has_ink(notice, HOLD_INK)


def test_the_strip_counts_down_once_a_second(seat, desk, qtbot):
    decide(desk, proposed("w1", REEF, "guest-a"))
    strip = shown(NowAndNext(seat), qtbot)
    assert strip.cells[1].up_next.countdown == "in 03:00:00"
    assert "in 03:00:00" in strip.cells[1].accessibleName()

    strip.refresh(Changes(telemetry=True))

    assert not strip.grab().isNull()


def test_every_guest_has_a_card(seat, desk, qtbot):
    hold(desk)
    cards = shown(GuestCards(seat), qtbot, 380, 500)

    assert [card.card.alias for card in cards.cards.values()] == [
        "Guest A", "Guest B", "Guest C", "Guest D",
    ]  # fmt: skip
    assert cards.cards["guest-a"].card.is_held
    assert "HELD" in cards.cards["guest-a"].accessibleName()
    assert not cards.cards["guest-b"].card.is_held


def test_choosing_an_opportunity_shows_it_in_the_form_and_on_the_timeline(seat, qtbot):
    plan = shown(Plan(seat), qtbot, 1300, 700)
    plan.opportunities.choose("reef")

    assert "80 superb" in plan.form.reasons
    assert plan.form.propose.isVisibleTo(plan)
    assert plan.lanes.canvas.marked == (REEF.start_ns, REEF.end_ns)


def test_choosing_a_window_on_the_timeline_finds_it_in_the_list(seat, desk, qtbot):
    decide(desk, proposed("w1", REEF, "guest-a"))
    plan = shown(Plan(seat), qtbot, 1300, 700)
    plan.lanes.choose("w1")

    assert plan.opportunities.selected() == REEF


def test_a_proposal_goes_out_and_its_window_comes_back_on_the_timeline(seat, desk, sent, qtbot):
    plan = shown(Plan(seat), qtbot, 1300, 700)
    plan.opportunities.choose("reef")
    plan.form.guests["guest-a"].setChecked(True)
    plan.form.ask()
    assert [request.opportunity for request in sent.requests] == ["reef"]

    decide(desk, proposed("w1", REEF, "guest-a"))
    plan.refresh(Changes(state=True))

    assert "w1" in plan.lanes.canvas.windows


def test_a_small_screen_leaves_room_for_every_part(seat, desk, qtbot):
    hold(desk)
    plan = shown(Plan(seat), qtbot, 1358, 510)
    plan.grab()

    for panel in (plan.lanes, plan.opportunities, plan.cards, plan.form):
        assert panel.height() >= 150


def test_what_a_person_arranged_stays_when_the_window_changes_size(seat, qtbot):
    plan = shown(Plan(seat), qtbot, 1300, 700)
    plan.grab()
    plan.left.setSizes([200, 500])
    plan.left.splitterMoved.emit(200, 1)
    before = plan.left.sizes()
    plan.resize(1301, 700)
    plan.grab()

    assert plan.left.sizes() == before


def test_the_guest_lead_has_a_plan_and_a_map(seat, qtbot):
    screens = guest_screens(seat)
    for page in screens.pages:
        qtbot.addWidget(page.panel)
    qtbot.addWidget(screens.strip)

    names = [page.name for page in screens.pages]
    assert names == ["plan", "changes", "view", "rules", "windows", "orbit"]


def test_quality_is_shown_as_a_length(qtbot):
    model = OpportunityTableModel(a_mission())
    model.set_opportunities([an_opportunity(f"r{q}", quality=q) for q in (20, 90)], {})
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(model)
    for column in set(Column) - {Column.QUALITY}:
        table.hideColumn(column)
    table.setItemDelegate(QualityDelegate(Look(), table))
    table.resize(300, 120)
    image = table.viewport().grab().toImage()
    y = table.rowHeight(0) // 2

    def bright(row):
        line = y + row * table.rowHeight(0)
        width = round(table.columnWidth(Column.QUALITY) * 0.38)
        return sum(image.pixelColor(x, line).lightness() > 150 for x in range(4, width))

    assert bright(1) > 3 * bright(0)


def test_only_what_stops_viewing_is_heard_at_the_guest_console(seat, qtbot):
    strip = Strip(seat)
    qtbot.addWidget(strip)
    tried = [action.text() for action in strip.sound.button.menu().actions()]
    assert [words for words in tried if words.startswith("Try")] == ["Try emergency", "Try warning"]


def stuck_shutter():
    return ViewingClosed(
        closure="c1",
        pane="dome",
        person="",
        start_ns=PLAN_REEF.start_ns,
        end_ns=PLAN_REEF.end_ns,
        reason="shutter stuck",
        stops_tasks=False,
    )


def test_what_is_wrong_with_the_plan_stands_beside_what_can_be_seen(seat, qtbot):
    object.__setattr__(seat, "desk", a_plan_desk(*IN_FORCE, stuck_shutter()))
    plan = shown(Plan(seat), qtbot, 1900, 900)

    assert plan.below.indexOf(plan.violations) == 1
    (row,) = plan.violations.rows
    assert "shutter stuck" in row.violation.message
    assert not row.fix.isHidden()


def test_where_there_is_no_room_violations_stand_under_the_guests_while_there_are_any(seat, qtbot):
    object.__setattr__(seat, "desk", a_plan_desk(*IN_FORCE))
    plan = shown(Plan(seat), qtbot, 1350, 600)
    assert plan.violations.isHidden()

    object.__setattr__(seat, "desk", a_plan_desk(*IN_FORCE, stuck_shutter()))
    crowded = shown(Plan(seat), qtbot, 1350, 600)
    assert crowded.right.indexOf(crowded.violations) == 1
    assert not crowded.violations.isHidden()
