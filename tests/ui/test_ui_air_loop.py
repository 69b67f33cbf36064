import numpy as np
import pytest
from builders import a_mission, an_alarm_raised
from desks import a_desk
from PySide6.QtCore import Qt
from seats import a_seat

from console.ui.models.air_loop import (
    COMPONENTS,
    HEIGHT,
    PARAMETERS,
    PIPES,
    WIDTH,
    Flow,
    worst_alarm,
)
from console.ui.widgets.air_loop import AirLoop
from telemetry.dictionary import Severity

FAN_PIPES = [p for p in PIPES if any(g.parameter == "ARS_FAN_A_STATE" for g in p.gates)]


def shown(qtbot, sent, **desk):
    loop = AirLoop(a_seat(a_desk(**desk), sent))
    qtbot.addWidget(loop)
    loop.resize(1100, 260)
    loop.show()
    loop.refresh()
    loop.grab()
    return loop


def flows_of(loop, pipes):
    return {loop.flows[PIPES.index(pipe)] for pipe in pipes}


def test_every_component_and_pipe_is_of_this_vehicle_and_on_the_drawing():
    database = a_mission().database.parameters
    assert set(PARAMETERS) <= set(database)
    assert {gate.parameter for pipe in PIPES for gate in pipe.gates} <= set(database)
    for each in COMPONENTS:
        assert 0 <= each.left < each.left + each.width <= WIDTH
        assert 0 <= each.top < each.top + each.height <= HEIGHT


def test_no_component_lies_on_another():
    def overlap(a, b):
        return (
            a.left < b.left + b.width
            and b.left < a.left + a.width
            and a.top < b.top + b.height
            and b.top < a.top + a.height
        )

    pairs = [(a, b) for n, a in enumerate(COMPONENTS) for b in COMPONENTS[:n]]
    assert [(a.title, b.title) for a, b in pairs if overlap(a, b)] == []


def test_air_moves_through_the_fan_that_runs_and_not_through_the_other(qtbot, sent):
    loop = shown(qtbot, sent)
    assert flows_of(loop, FAN_PIPES) == {Flow.MOVES}
    others = [p for p in PIPES if any(g.parameter == "ARS_FAN_B_STATE" for g in p.gates)]
    assert flows_of(loop, others) == {Flow.STILL}


def test_a_stopped_fan_moves_nothing_and_a_silent_one_says_nothing(qtbot, sent):
    stopped = shown(qtbot, sent, changed={"ARS_FAN_A_STATE": lambda s: 0.0 * s})
    assert flows_of(stopped, FAN_PIPES) == {Flow.STILL}
    silent = shown(qtbot, sent, changed={"ARS_FAN_A_STATE": lambda s: np.nan * s})
    assert flows_of(silent, FAN_PIPES) == {Flow.UNKNOWN}


@pytest.mark.parametrize(("kg_per_h", "flow"), [(0.02, Flow.STILL), (0.1, Flow.MOVES)])
def test_the_noise_of_a_flow_meter_is_no_flow(qtbot, sent, kg_per_h, flow):
    feeds = {f"PCS_{gas}_FLOW": lambda s: 0.0 * s + kg_per_h for gas in ("O2", "N2")}
    pipes = [p for p in PIPES if any(g.parameter in feeds for g in p.gates)]
    assert flows_of(shown(qtbot, sent, changed=feeds), pipes) == {flow}


def test_stale_readings_move_nothing(qtbot, sent):
    desk = a_desk()
    loop = AirLoop(a_seat(desk, sent))
    qtbot.addWidget(loop)
    desk.clock._wall.advance(120)
    loop.refresh()
    assert Flow.MOVES not in loop.flows


def test_the_dashes_move_while_it_flows_and_stand_still_when_the_mission_does(
    qtbot, sent, monkeypatch
):
    loop = shown(qtbot, sent)
    now_s = [100.0]
    monkeypatch.setattr("console.ui.widgets.air_loop.time.monotonic", lambda: now_s[0])
    painted = []
    monkeypatch.setattr(AirLoop, "update", lambda _self: painted.append(1))
    loop.refresh()
    painted.clear()
    now_s[0] += 1.0
    loop.refresh()
    assert painted == [1]
    loop._seat.desk.clock.follow(
        loop._seat.desk.now_ns(), 0.0, loop._seat.desk.clock._wall.now_ns()
    )
    now_s[0] += 1.0
    loop.refresh()
    assert painted == [1]


def test_an_alarm_marks_its_component(sent):
    fact = an_alarm_raised("CAB_PPCO2_Z3", severity=Severity.WARNING)
    alarms = a_desk(fact).state.alarms
    marked = [each.title for each in COMPONENTS if worst_alarm(each, alarms)]
    assert marked == ["Viewing dome"]


def test_a_click_on_a_value_plots_it(qtbot, sent):
    loop = shown(qtbot, sent)
    wished = []
    loop._seat.wishes.plot.connect(wished.append)
    box = next(box for box, parameter in loop._cells if parameter == "CAB_PPCO2_Z3")
    qtbot.mouseClick(loop, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert wished == ["CAB_PPCO2_Z3"]


def test_the_arrows_go_from_value_to_value_and_enter_plots(qtbot, sent):
    loop = shown(qtbot, sent)
    wished = []
    loop._seat.wishes.plot.connect(wished.append)
    qtbot.keyClick(loop, Qt.Key.Key_Right)
    qtbot.keyClick(loop, Qt.Key.Key_Return)
    assert wished == [PARAMETERS[1]]
    assert "O2 tank 2" in loop.accessibleDescription()
