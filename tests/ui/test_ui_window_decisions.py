"""The guest lead reads for each window whether guests may go there, and which rule decides."""

import numpy as np
import pytest
from builders import an_alarm_raised
from desks import a_desk
from seats import a_seat

from console.client.mirror import Step, Stepped
from console.domain.roles import Role
from console.domain.rule_model import Decision
from console.ui.panels.window_decisions import WindowDecisions
from console.ui.seat import EVERYTHING
from console.ui.theme import Look
from console.ui.widgets.decision_label import DecisionLabel


def said(qtbot, sent, *facts, step=Step.LIVE, **how):
    """Return what is said of each window: the decision, and why."""
    desk = a_desk(*facts, role=Role.GUEST, **how)
    desk.take([Stepped(step=step)])
    panel = WindowDecisions(a_seat(desk, sent))
    qtbot.addWidget(panel)
    panel.refresh(EVERYTHING)
    return {pane: (d.text(), w.text()) for pane, (d, w) in panel.lines.items()}


def test_where_nothing_speaks_against_it_guests_may_go(qtbot, sent):
    lines = said(qtbot, sent)
    assert set(lines.values()) == {("GO", "Nothing speaks against it.")}


def test_a_pocket_of_used_air_holds_its_own_window_by_its_rule(qtbot, sent):
    lines = said(qtbot, sent, changed={"CAB_PPCO2_Z3": lambda s: np.full(len(s), 5.0)})
    decision, why = lines["dome"]
    assert decision.endswith("HOLD")
    assert why == "The air at this window is being refreshed. (rule V-05)"
    assert lines["win-1"][0] == "GO"


def test_an_alarm_is_said_in_the_rules_plain_words(qtbot, sent):
    _decision, why = said(qtbot, sent, an_alarm_raised("CAB_PPCO2_Z3"))["dome"]
    assert why == "The crew is looking after something that comes first. (rule V-02)"


def test_a_reading_nobody_has_is_hold_and_is_named(qtbot, sent):
    nan = {"WIN_1_T": lambda s: np.full(len(s), np.nan)}
    decision, why = said(qtbot, sent, changed=nan)["win-1"]
    assert decision.endswith("HOLD")
    assert why.startswith("No fresh reading of ")
    assert why.endswith("(rule V-22)")


def test_a_console_out_of_step_says_hold_at_every_window(qtbot, sent):
    for decision, why in said(qtbot, sent, step=Step.STALE).values():
        assert decision.endswith("HOLD")
        assert why == "This console is not in step with the server."


@pytest.mark.parametrize("decision", list(Decision))
def test_a_shape_stands_before_everything_but_go(qtbot, decision):
    label = DecisionLabel(Look())
    qtbot.addWidget(label)
    label.say("now", decision)
    assert (label.text() == "now") is (decision is Decision.GO)
