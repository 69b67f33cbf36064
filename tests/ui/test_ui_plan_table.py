from builders import T0_NS, a_mission, an_idle_mission
from outlooks import a_window, at
from PySide6.QtCore import Qt

from console.domain.mission import MissionState
from console.domain.schedule import WindowStatus
from console.ui.models.plan_table import Column, PlanTableModel, plan_rows
from console.ui.models.request_notes import Note, Standing


def rows(*windows, notes=None, now_ns=T0_NS, mission=None):
    state = MissionState(windows={each.id: each for each in windows})
    return plan_rows(state, mission or an_idle_mission(), notes or {}, now_ns)


def test_what_waits_for_a_decision_stands_first_and_what_is_over_last():
    found = rows(
        a_window("w1", status=WindowStatus.PLANNED, start_s=1000, end_s=1300),
        a_window("w2", status=WindowStatus.REJECTED, start_s=2000, end_s=2300),
        a_window("w3", start_s=4000, end_s=4300),
        a_window("w4", status=WindowStatus.HELD, start_s=6000, end_s=6300),
        a_window("w5", start_s=-900, end_s=-600),
    )

    assert [row.window.id for row in found] == ["w4", "w3", "w1", "w2", "w5"]


def test_the_status_is_a_word_and_held_is_written_large():
    def status(standing, now_ns=T0_NS):
        return rows(a_window(status=standing), now_ns=now_ns)[0].status

    assert status(WindowStatus.HELD) == "HELD"
    assert status(WindowStatus.PROPOSED) == "proposed"
    assert status(WindowStatus.PLANNED, now_ns=at(700)) == "open"
    assert status(WindowStatus.PLANNED, now_ns=at(2000)) == "over"
    assert status(WindowStatus.SEEN, now_ns=at(2000)) == "seen"
    assert status(WindowStatus.CUT_SHORT, now_ns=at(2000)) == "cut short"
    assert status(WindowStatus.HELD, now_ns=at(2000)) == "held, over"


def test_a_proposal_nobody_decided_in_time_has_lapsed_without_a_word_more():
    (row,) = rows(a_window(status=WindowStatus.PROPOSED), now_ns=at(2000))
    assert (row.status, row.remark) == ("lapsed", "")


def test_a_rejected_window_keeps_its_reason_for_the_guest_lead():
    (row,) = rows(a_window(status=WindowStatus.REJECTED, reason="The vehicle turns then."))

    assert row.remark == "The vehicle turns then."


def test_objections_are_told_before_anybody_asks():
    (first, second) = rows(a_window("w1"), a_window("w2", guests=("guest-b",)))

    assert "This view is taken by w2" in first.remark
    assert "This view is taken by w1" in second.remark


def test_nothing_is_said_against_what_is_planned_already():
    found = rows(
        a_window("w1", status=WindowStatus.PLANNED), a_window("w2", status=WindowStatus.PLANNED)
    )

    assert [row.remark for row in found] == ["", ""]


def test_a_refusal_stands_beside_its_window_and_an_acceptance_needs_no_word():
    window = a_window(status=WindowStatus.PLANNED)
    refused = {"w1": Note(Standing.REFUSED, "Refused: it changed.")}
    accepted = {"w1": Note(Standing.ACCEPTED, "Accepted")}

    assert rows(window, notes=refused)[0].remark == "Refused: it changed."
    assert rows(window, notes=accepted)[0].remark == ""


def test_a_row_tells_who_where_when_and_how_good(qtmodeltester):
    model = PlanTableModel(a_mission())
    model.set_now(T0_NS)
    model.set_items(rows(a_window(start_s=600, guests=("guest-a", "guest-c"))))

    def cell(column):
        return model.index(0, int(column)).data()

    assert cell(Column.WHO_AND_WHERE) == "Guest A, Guest C\nviewing dome"
    assert cell(Column.WHEN) == "09-17 12:10:00\n1/12:08:00"
    assert cell(Column.COUNTDOWN) == "10:00"
    assert cell(Column.QUALITY) == "80 superb"
    assert "w1 · reef by day · proposed" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    qtmodeltester.check(model)


def test_only_a_new_second_repaints_the_countdowns(qtbot):
    model = PlanTableModel(a_mission())
    model.set_items(rows(a_window()))
    model.set_now(T0_NS)
    with qtbot.assertNotEmitted(model.dataChanged):
        model.set_now(T0_NS + 5)
    with qtbot.waitSignal(model.dataChanged):
        model.set_now(at(1))
