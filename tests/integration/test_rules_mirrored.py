"""Server and consoles judge the same rules over the same samples to the same findings."""

import numpy as np
import pytest
from builders import a_mission, an_alarm_raised, an_entry, the_operations
from desks import a_desk, frames_until

from console.domain.facts import MissionOpened
from console.domain.flight_rules import viewing_status
from console.domain.roles import Role
from console.domain.rule_model import Decision
from console.server.authority import Authority, Moment

SPAN_S = 120.0


def constant(value):
    return lambda seconds: np.full(len(seconds), value)


@pytest.mark.parametrize("role", [Role.FLIGHT, Role.GUEST, Role.OBSERVER])
@pytest.mark.parametrize(
    ("changed", "decision"),
    [
        ({}, Decision.HOLD),
        ({"CAB_PPCO2_1H": constant(3.2)}, Decision.HOLD),
        ({"DRV_T_RES": constant(100.0), "RAD_RATE_A": constant(np.nan)}, Decision.NO_GO),
    ],
)
def test_a_console_finds_what_the_server_finds(role, changed, decision):
    alarm = an_alarm_raised("CAB_PPCO2_Z3")
    desk = a_desk(alarm, role=role, span_s=SPAN_S, changed=changed)
    server = Authority(
        a_mission(),
        (),
        epoch=1,
        entries=[
            an_entry(1, fact=MissionOpened(mission="m", record="rec")),
            an_entry(2, fact=alarm),
        ],
        operations=the_operations(),
    )
    for frame in frames_until(a_mission(), desk.now_ns(), SPAN_S, changed=changed):
        server.hear(frame)
    moment = Moment(mission_ns=desk.now_ns(), wall_ns=0, way_ns=desk.around().way_ns)
    around = server._situation(moment).around(server.state)
    found = viewing_status({}, the_operations().rules, a_mission(), around)
    shown = desk.viewing_status()
    assert found.decision is decision
    assert (shown.decision, shown.rule, shown.reasons) == (
        found.decision,
        found.rule,
        found.reasons,
    )
    for pane, status in found.panes.items():
        ours = [(f.rule.id, f.decision, f.finding.truth) for f in status.findings]
        theirs = [(f.rule.id, f.decision, f.finding.truth) for f in shown.panes[pane].findings]
        assert theirs == ours
