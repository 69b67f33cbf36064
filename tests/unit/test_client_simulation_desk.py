from console.client.simulation_desk import SimulationDesk
from console.client.simulator_link import SimulatorAnswer
from telemetry.wire import SourceKind

SIMULATION, LIVE, REPLAY = SourceKind.SIMULATION, SourceKind.LIVE, SourceKind.REPLAY
FAN = {
    "id": "F01", "name": "Cabin fan A stops", "subsystem": "ARS", "cause": "Bearing seizure",
    "chain": "ARS_FAN_A_RPM->0", "response": "Switch to fan B", "trap": "consequences",
    "first_out": "ARS_FAN_A_STATE", "difficulty": 2,
}  # fmt: skip


class Simulator:
    """Keeps what it was asked."""

    def __init__(self):
        self.asked = []

    def ask(self, do, **more):
        self.asked.append((do, more))
        return len(self.asked)


def answer(do, *, request=0, accepted=True, **more):
    return SimulatorAnswer(request=request, do=do, answer={"accepted": accepted, **more})


def a_simulation():
    simulator = Simulator()
    desk = SimulationDesk(simulator.ask)
    desk.take([answer("status", source="sim/1", faults={"F01": 0.5})])
    desk.take([answer("list", request=1, faults=[FAN])])
    return desk, simulator


def test_it_asks_once_what_can_be_broken_and_knows_what_is():
    desk, simulator = a_simulation()
    desk.take([answer("status", source="sim/1", faults={})])
    assert simulator.asked == [("list", {})]
    assert desk.active == {}
    assert desk.faults[0].difficulty == "2"
    assert "bearing" in desk.faults[0].words


def test_a_fault_names_the_simulation_it_is_meant_for():
    desk, simulator = a_simulation()
    desk.inject("F01", 2.0, SIMULATION)
    desk.clear("F01", SIMULATION)
    assert simulator.asked[1:] == [
        ("inject", {"fault": "F01", "source": "sim/1", "severity": 2.0}),
        ("clear", {"fault": "F01", "source": "sim/1"}),
    ]


def test_where_the_vehicle_is_real_or_recorded_nothing_is_broken():
    desk, simulator = a_simulation()
    for kind in (LIVE, REPLAY, None):
        desk.inject("F01", 1.0, kind)
        assert "Not asked" in desk.note
    assert simulator.asked == [("list", {})]


def test_what_is_planned_is_asked_when_its_time_comes_and_once():
    desk, simulator = a_simulation()
    desk.plan("F07", 1.0, 200)
    desk.plan("F01", 1.0, 100)
    assert [each.fault for each in desk.planned] == ["F01", "F07"]
    for now_ns in (50, 100, 150):
        desk.pass_time(now_ns, SIMULATION)
    assert [more["fault"] for do, more in simulator.asked if do == "inject"] == ["F01"]
    desk.forget_plans()
    desk.pass_time(300, SIMULATION)
    assert len(simulator.asked) == 2


def test_the_simulators_answer_is_told_in_words():
    desk, _ = a_simulation()
    desk.inject("F99", 1.0, SIMULATION)
    desk.take([answer("inject", request=2, accepted=False, reason="there is no fault F99")])
    assert desk.note == "F99 at severity 1: not done. there is no fault F99"
    desk.inject("F01", 1.0, SIMULATION)
    desk.take([answer("inject", request=3)])
    assert desk.note == "F01 at severity 1: done"


def test_what_is_no_number_is_not_true_of_anything():
    desk, _ = a_simulation()
    desk.take([answer("truth", truth={"CAB_P_TOT": 760.0, "X": None, "Y": "CLOSED"})])
    assert desk.truth == {"CAB_P_TOT": 760.0}
