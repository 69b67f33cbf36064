"""The page of procedures: found, begun, worked through by keys; seen in plain words elsewhere."""

from dataclasses import replace

import numpy as np
import pytest
from builders import T0_NS, an_alarm_raised, an_opportunity, the_operations
from desks import a_desk
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from seats import a_seat

from console.domain.facts import WindowApproved, WindowHeld
from console.domain.procedure_facts import (
    Phase,
    ProcedurePaused,
    ProcedureStarted,
    Seen,
    StepFailed,
    StepPassed,
    StepSigned,
    VerificationBegan,
)
from console.domain.procedure_requests import (
    AbortProcedure,
    ChooseBranch,
    ConfirmStep,
    CountersignStep,
    OverrideStep,
    PauseProcedure,
    ResumeProcedure,
    StartProcedure,
)
from console.domain.procedure_runs import Run, RunStatus
from console.domain.roles import Role
from console.domain.rule_facts import ReleaseSigned
from console.domain.rule_requests import CountersignRelease
from console.domain.schedule import proposed_window
from console.ui.flight import flight_screens
from console.ui.models.procedure_view import progress_in_plain_words
from console.ui.models.request_notes import RequestNotes
from console.ui.panels import procedure_run
from console.ui.panels.procedure_notice import ProcedureNotice
from console.ui.panels.procedures import Procedures
from console.ui.seat import EVERYTHING
from console.ui.shell import ConsoleWindow
from telemetry.timebase import NS_PER_S

FAN = "ARS_FAN_A_STATE"
MINUTE_AGO_NS = T0_NS - 60 * NS_PER_S


def started(procedure="CAB-01", step="1", phase=Phase.TO_DO):
    return ProcedureStarted(
        run="r1", procedure=procedure, alarm=FAN, step=step, phase=phase, at_ns=MINUTE_AGO_NS
    )


def verifying():
    return [
        started(),
        StepPassed(run="r1", step="1", how="done", goto="2", phase=Phase.TO_DO, at_ns=T0_NS),
        VerificationBegan(run="r1", step="2", at_ns=T0_NS - 20 * NS_PER_S),
    ]


class Page:
    """A page of procedures at a desk with facts in its log."""

    def __init__(self, qtbot, sent, *facts, role=Role.FLIGHT, **how):
        self.seat = a_seat(a_desk(*facts, role=role, **how), sent, name="Anna")
        self.panel = Procedures(self.seat, RequestNotes(self.seat.requests))
        qtbot.addWidget(self.panel)
        self.panel.refresh(EVERYTHING)
        self.panel.show()
        self.run = self.panel.run
        self._qtbot = qtbot

    def press(self, key, widget=None):
        widget = widget or self.run
        self.panel.activateWindow()
        widget.setFocus()
        self._qtbot.waitUntil(self.panel.isActiveWindow, timeout=30_000)
        self._qtbot.keyClick(widget, key)


@pytest.fixture
def page(qtbot, sent):
    return lambda *facts, **how: Page(qtbot, sent, *facts, **how)


def ids(panel):
    model = panel.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_library_is_searched_as_one_types(page):
    panel = page().panel
    assert len(ids(panel)) >= 15
    panel.search.setText("fan stopped")
    assert ids(panel) == ["CAB-01"]
    panel.search.setText("no such thing")
    assert panel.about.text() == "No procedure fits."


def test_what_runs_stands_first(page):
    panel = page(started("WIN-01")).panel
    assert ids(panel)[0] == "WIN-01"
    assert panel.library.title == "PROCEDURES · WIN-01 running"


def test_return_in_the_library_begins_the_procedure_opened_from_an_alarm(page, sent):
    shown = page(an_alarm_raised(FAN, limit=None))
    shown.panel.open_for(FAN)
    assert shown.panel.selected().id == "CAB-01"
    shown.press(Qt.Key.Key_Return, shown.panel.table)
    assert sent.requests == [StartProcedure(procedure="CAB-01", alarm=FAN)]


def test_an_alarm_that_nothing_answers_says_what_to_do_and_starts_nothing(page, sent):
    shown = page()
    shown.panel.open_for("CAB_P_SPLIT")
    shown.panel.refresh(EVERYTHING)
    words = shown.panel.about.text()
    assert words.startswith("No procedure answers Pressure transducer disagreement. Do first: Find")
    shown.press(Qt.Key.Key_Return, shown.panel.table)
    shown.panel.start.click()
    assert sent.requests == []
    shown.panel.search.setText("fan stopped")
    assert shown.panel.selected().id == "CAB-01"


def test_warnings_stand_before_the_step_and_the_gravest_is_first(page):
    run = page(started()).run
    words = [label.text() for label in run.cautions if not label.isHidden()]
    assert "WARNING: Nobody in the dome" in words[0]
    assert "NOTE:" in words[1]
    assert run.step.text().startswith("1  Switch cabin fan A off")
    assert run.doer.text() == "CREW · command fan_a off"


def test_return_says_that_a_step_is_done(page, sent):
    page(started()).press(Qt.Key.Key_Return)
    assert sent.requests == [ConfirmStep(run="r1", step="1", seen_revision=1)]


def test_a_key_held_down_does_not_run_through_the_steps(page):
    keys = page(started()).panel.findChildren(QShortcut)
    returns = [each for each in keys if each.key() == QKeySequence("Return")]
    assert [each.autoRepeat() for each in returns] == [False, False]


def test_a_key_pressed_twice_does_not_confirm_the_next_step_unread(page, sent, monkeypatch):
    shown = page(started("FDS-01"))
    (run,) = shown.seat.desk.state.runs.values()
    procedure = shown.seat.desk.operations.procedures.by_id["FDS-01"]
    shown.run.show_run(procedure, replace(run, step="2"))
    shown.run.done.click()
    assert sent.requests == []
    later_s = procedure_run.monotonic() + 2 * procedure_run.READ_S
    monkeypatch.setattr(procedure_run, "monotonic", lambda: later_s)
    shown.run.done.click()
    assert [each.step for each in sent.requests] == ["2"]


def test_what_forbids_a_command_is_not_taken_for_what_is_asked(page):
    run = page(*verifying()[:2]).run
    rows = {run.model.index(row, 0).data(): run.model.index(row, 1).data() for row in range(4)}
    assert rows["free"].startswith("no command while EPS_BUS_28B_V < 24 V")


def test_a_verification_shows_values_limits_ages_and_what_is_left(page):
    run = page(*verifying()).run
    assert "left" in run.standing.text()
    row = [run.model.index(1, column).data() for column in range(4)]
    assert row[0] == "✔"
    assert row[1].startswith("ARS_FLOW_CHX >= 200 m³/h")
    assert row[2].endswith("m³/h")
    assert row[3] == "0 s"
    assert not run.done.isEnabled()


def test_a_value_nobody_knows_makes_a_verification_unknown(page):
    nan = {"ARS_FLOW_CHX": lambda seconds: np.full(len(seconds), np.nan)}
    on = {"ARS_FAN_B_STATE": lambda seconds: np.full(len(seconds), 1.0)}
    run = page(*verifying(), changed=nan | on).run
    assert run.standing.text().startswith("UNKNOWN")
    assert run.model.index(1, 0).data() == "?"


def test_a_failed_step_says_what_can_be_done(page):
    run = page(*verifying(), StepFailed(run="r1", step="2", at_ns=T0_NS)).run
    assert run.standing.text().startswith("FAILED")
    assert run.done.isEnabled()


def test_a_broken_invariant_is_shown_with_its_value_and_the_card_for_a_lost_signal(page):
    seen = Seen(
        parameter="DRV_T_RES",
        asked="DRV_T_RES > 15 min",
        truth="false",
        value=9.0,
        sample_ns=T0_NS,
        found="9 min",
    )
    failed = StepFailed(run="r1", step="3", at_ns=T0_NS, seen=(seen,))
    run = page(started("STR-01", "3"), failed).run
    assert run.standing.text().startswith("FAILED: not true: DRV_T_RES > 15 min (9 min)")
    assert "without signal the crew goes on alone: crew card 1" in run.doer.text()
    assert run.model.index(0, 0).data() == "stays"  # by now
    asked = [run.model.index(row, 1).data() for row in range(run.model.rowCount())]
    assert sum("DRV_T_RES" in each for each in asked) == 1  # though it is recorded, too


def test_an_override_needs_a_reason_first(page, sent):
    shown = page(*verifying())
    assert not shown.run.override.isEnabled()
    shown.run.reason.setText("felt by hand")
    shown.run.override.click()
    expected = OverrideStep(run="r1", step="2", seen_revision=3, reason="felt by hand")
    assert sent.requests == [expected]


def test_digits_choose_a_way_to_go(page, sent):
    shown = page(started("CAB-02", "2", Phase.DECIDING))
    assert "1  Bed A cannot desorb" in shown.run.branches.text()
    shown.press(Qt.Key.Key_2)
    expected = ChooseBranch(run="r1", step="2", seen_revision=1, branch=1)
    assert sent.requests == [expected]


def test_a_run_is_paused_and_given_up_with_a_reason(page, sent):
    shown = page(started())
    for button in (shown.run.pause, shown.run.abort):
        shown.run.reason.setText("shift change")
        button.click()
    assert [type(request) for request in sent.requests] == [PauseProcedure, AbortProcedure]
    assert {request.reason for request in sent.requests} == {"shift change"}


def test_a_paused_run_says_why_and_can_be_resumed(page, sent):
    paused = ProcedurePaused(run="r1", reason="Emergency: Smoke.", at_ns=T0_NS, alarm="FDS_SMK_1")
    shown = page(started(), paused)
    assert shown.run.standing.text() == "PAUSED: Emergency: Smoke."
    assert not shown.run.done.isEnabled()
    shown.run.resume.click()
    assert sent.requests == [ResumeProcedure(run="r1", seen_revision=2)]


def test_a_wait_counts_down(page):
    run = page(started("CAB-03", "3", Phase.WAITING)).run
    assert run.standing.text() == "Waiting: 12:00 left"


def test_every_step_is_listed_with_who_and_when(page):
    run = page(*verifying(), by="flight:Anna").run
    first, second, _third = run.steps.text().splitlines()
    assert first.startswith("✔  1")
    assert "by flight:Anna" in first
    assert second.startswith("▶  2")


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.TRAINER])
def test_whoever_may_not_act_sees_no_buttons(page, role, sent):
    shown = page(started(), role=role)
    assert shown.run.done.isHidden()
    shown.press(Qt.Key.Key_Return)
    assert sent.requests == []


def test_p_opens_the_procedure_of_the_alarm_in_hand(qtbot, sent):
    seat = a_seat(a_desk(an_alarm_raised(FAN, limit=None)), sent)
    window = ConsoleWindow(seat, "tcp://x")
    qtbot.addWidget(window)
    window.set_screens(flight_screens(seat))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=30_000)
    qtbot.keyClick(window, Qt.Key.Key_P)
    assert window.current_page.name == "procedures"
    assert window.current_page.panel.content.selected().id == "CAB-01"


def test_procedures_are_the_ninth_page(seat):
    pages = flight_screens(seat).pages
    assert pages[8].name == "procedures"
    assert "rules" in {page.name for page in pages}


def a_notice(qtbot, sent, *facts, role=Role.GUEST, name="Ben"):
    seat = a_seat(a_desk(*facts, role=role, by="flight:Anna"), sent, name=name)
    notice = ProcedureNotice(seat, RequestNotes(seat.requests))
    qtbot.addWidget(notice)
    notice.refresh(EVERYTHING)
    return notice


def half_signed():
    reef = an_opportunity("reef")
    return [
        proposed_window("w1", reef, ("guest-a",)),
        WindowApproved(window="w1"),
        WindowHeld(window="w1", alarm="FDS_SMK_1", reason="smoke", rule="V-01"),
        ReleaseSigned(window="w1", rule="V-01", expires_ns=T0_NS + 200 * NS_PER_S),
    ]


def test_the_guest_lead_sees_progress_in_plain_words(qtbot, sent):
    (words,) = a_notice(qtbot, sent, *verifying()).words
    assert words.endswith("Now (step 2 of 3): The spare fan is switched on.")
    for technical in ("CAB-01", "ARS", "fan_b", "verif"):
        assert technical not in words


@pytest.mark.parametrize(
    ("step", "status", "said"),
    [
        ("2", RunStatus.PAUSED, "The work rests: something else comes first."),
        ("end", RunStatus.FINISHED, "This is done."),
    ],
)
def test_what_rests_or_is_over_is_said_plainly_too(step, status, said):
    run = Run(
        id="r1",
        procedure="CAB-01",
        alarm="",
        started_by="flight:Anna",
        step=step,
        phase=Phase.TO_DO,
        since_ns=0,
        status=status,
    )
    procedure = the_operations().procedures.by_id["CAB-01"]
    assert progress_in_plain_words(run, procedure).endswith(said)


def test_while_nothing_runs_nothing_is_said(qtbot, sent):
    assert a_notice(qtbot, sent).isHidden()


def test_a_half_signed_release_is_seen_and_countersigned_on_the_other_console(qtbot, sent):
    notice = a_notice(qtbot, sent, *half_signed())
    assert "signed by flight:Anna" in notice.words[0]
    assert "within 03:20" in notice.words[0]
    notice._lines[0].button.click()
    expected = CountersignRelease(window="w1", seen_revision=4, seen_signer="flight:Anna")
    assert sent.requests == [expected]


@pytest.mark.parametrize(("role", "name"), [(Role.FLIGHT, "anna"), (Role.OBSERVER, "Ben")])
def test_whoever_may_not_countersign_sees_it_without_a_button(qtbot, sent, role, name):
    notice = a_notice(qtbot, sent, *half_signed(), role=role, name=name)
    assert "signed by flight:Anna" in notice.words[0]
    assert notice._lines[0].button.isHidden()


def test_a_half_signed_step_is_countersigned_by_the_guest_lead(qtbot, sent):
    signed = StepSigned(run="r1", step="1", at_ns=T0_NS, expires_ns=T0_NS + 300 * NS_PER_S)
    facts = [started("PCS-05"), signed]
    notice = a_notice(qtbot, sent, *facts)
    assert notice.words[0].startswith("PCS-05, step 1, is signed by flight:Anna.")
    assert "of another name must sign within 05:00." in notice.words[0]
    notice._lines[0].button.click()
    assert sent.requests == [CountersignStep(run="r1", step="1", seen_revision=2)]
