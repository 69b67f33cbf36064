"""The panel of flight rules: every rule, what it says, by which inputs."""

import numpy as np
from builders import an_alarm_raised
from desks import a_desk
from seats import a_seat

from console.client.mirror import Step, Stepped
from console.domain.rule_model import Decision
from console.ui.models.rule_table import DECISION_SEVERITY
from console.ui.panels.rules import Rules
from console.ui.seat import EVERYTHING

NAN = {"RAD_RATE_A": lambda seconds: np.full(len(seconds), np.nan)}
ONE_HOUR = {"CAB_PPCO2_1H": lambda seconds: np.full(len(seconds), 3.3)}


def a_panel(qtbot, sent, *facts, **how):
    seat = a_seat(a_desk(*facts, **how), sent)
    panel = Rules(seat)
    qtbot.addWidget(panel)
    panel.refresh(EVERYTHING)
    return panel, seat.desk


def lines(panel):
    rows = range(panel.model.rowCount())
    cells = ([panel.table.model().index(row, c).data() for c in range(5)] for row in rows)
    return {cell[0]: cell[1:] for cell in cells}


def test_every_rule_is_listed_and_says_go_while_all_is_nominal(qtbot, sent):
    panel, desk = a_panel(qtbot, sent)
    assert set(lines(panel)) == {rule.id for rule in desk.operations.rules.rules}
    assert {line[0] for line in lines(panel).values()} == {"GO"}
    assert {label.text().split()[-1] for label in panel.panes.values()} == {"GO"}


def test_the_rule_that_says_no_stands_first_with_its_inputs(qtbot, sent):
    panel, _desk = a_panel(qtbot, sent, changed=ONE_HOUR)
    first = next(iter(lines(panel)))
    says, where, _title, why = lines(panel)[first]
    assert (first, says, where) == ("V-04", "HOLD", "every window")
    assert why == "CAB_PPCO2_1H > 3 mmHg: 3.3 mmHg, 0 s old"
    assert "HOLD · V-04" in panel.panes["dome"].text()
    assert "Restore CO2 removal" in panel.details.text()
    assert "The cabin air is being refreshed." in panel.details.text()


def test_an_input_nobody_knows_is_hold_and_says_so(qtbot, sent):
    panel, _desk = a_panel(qtbot, sent, changed=NAN)
    says, _where, _title, why = lines(panel)["V-07"]
    assert says == "HOLD, not known"
    assert "invalid" in why


def test_an_alarm_of_the_dome_is_told_where_it_holds(qtbot, sent):
    panel, _desk = a_panel(qtbot, sent, an_alarm_raised("CAB_PPCO2_Z3"))
    says, where, _title, _why = lines(panel)["V-02"]
    assert (says, where) == ("HOLD", "viewing dome")
    assert panel.panes["win-1"].text().endswith("GO")


def test_two_people_are_told_of_where_a_rule_needs_them(qtbot, sent):
    panel, _desk = a_panel(qtbot, sent)
    panel.table.selectRow(list(lines(panel)).index("V-01"))
    assert "two different people release them" in panel.details.text()


def test_a_console_out_of_step_knows_of_no_rule_and_never_says_go(qtbot, sent):
    panel, desk = a_panel(qtbot, sent)
    desk.take([Stepped(Step.STALE)])
    panel.refresh(EVERYTHING)
    assert "cannot know" in panel.blind.text()
    assert {label.text().split()[-1] for label in panel.panes.values()} == {"HOLD"}


def test_every_decision_but_go_has_a_colour_of_its_own():
    assert set(DECISION_SEVERITY) == set(Decision) - {Decision.GO}
    assert len(set(DECISION_SEVERITY.values())) == len(DECISION_SEVERITY)
