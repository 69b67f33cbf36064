from builders import T0_NS, a_mission, an_opportunity
from outlooks import a_window, at
from PySide6.QtCore import Qt

from console.domain.schedule import WindowStatus
from console.ui.models.names import Names
from console.ui.models.opportunity_table import (
    Column,
    OpportunityTableModel,
    begins_in_text,
    quality_text,
    standings,
)
from console.ui.models.request_notes import Note, Standing

NAMES = Names(a_mission())


def a_model(*opportunities, **texts):
    model = OpportunityTableModel(a_mission())
    model.set_now(T0_NS)
    model.set_opportunities(opportunities, texts)
    return model


def cell(model, column, row=0):
    return model.index(row, int(column)).data()


def test_a_row_tells_when_what_where_and_how_good(qtmodeltester):
    model = a_model(an_opportunity("reef", start_s=3600, length_s=300, quality=85))

    assert cell(model, Column.UTC) == "09-17 13:00:00"
    assert cell(model, Column.MET) == "1/12:58:00"
    assert cell(model, Column.COUNTDOWN) == "01:00:00"
    assert cell(model, Column.DURATION) == "05:00"
    assert cell(model, Column.WHAT) == "reef by day"
    assert cell(model, Column.WHERE) == "viewing dome"
    assert cell(model, Column.QUALITY) == "85 superb"
    qtmodeltester.check(model)


def test_the_reasons_are_told_on_hover():
    model = a_model(an_opportunity(reasons=("20° from straight down", "Sun 40° high")))

    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)

    assert "20° from straight down" in tip
    assert "Sun 40° high" in tip


def test_only_a_new_second_repaints_the_countdowns(qtbot):
    model = a_model(an_opportunity())
    with qtbot.assertNotEmitted(model.dataChanged):
        model.set_now(T0_NS + 5)
    with qtbot.waitSignal(model.dataChanged):
        model.set_now(at(1))

    assert cell(model, Column.COUNTDOWN) == "59:59"


def test_what_has_begun_is_on_now_and_then_over():
    assert begins_in_text(at(0), at(60), at(30)) == "now"
    assert begins_in_text(at(0), at(60), at(60)) == "over"


def test_quality_has_a_word_for_every_number():
    assert [quality_text(q) for q in (0, 40, 79, 100)] == [
        "0 poor",
        "40 fair",
        "79 good",
        "100 superb",
    ]


def test_a_row_tells_the_windows_planned_on_it_and_the_last_refusal():
    windows = {
        "w1": a_window("w1", guests=("guest-a", "guest-b"), status=WindowStatus.PLANNED),
        "w2": a_window("w2", status=WindowStatus.WITHDRAWN),
        "w3": a_window("w3", status=WindowStatus.HELD, opportunity="other"),
    }
    notes = {"reef": Note(Standing.REFUSED, "Refused: no room."), "w1": Note(Standing.ASKED, "…")}

    texts = standings(windows, notes, NAMES)

    assert texts["reef"] == "Refused: no room. · w1 planned · Guest A, Guest B"
    assert texts["other"].startswith("w3 HELD")


def test_an_accepted_proposal_shows_its_window_and_no_word_more():
    texts = standings({"w1": a_window()}, {"reef": Note(Standing.ACCEPTED, "Accepted")}, NAMES)

    assert texts["reef"] == "w1 proposed · Guest A"
