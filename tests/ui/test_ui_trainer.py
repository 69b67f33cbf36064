import pytest
from builders import an_alarm_raised
from desks import a_desk
from PySide6.QtCore import Qt
from seats import a_seat

from console.client.simulation_desk import SimulationDesk
from console.client.simulator_link import SimulatorAnswer
from console.domain.facts import AlarmAcknowledged
from console.domain.roles import Role
from console.ui.models.trainer_tables import FaultTableModel, TruthTableModel
from console.ui.panels.faults import Faults
from console.ui.panels.trainees import Trainees
from console.ui.panels.truth import Truth
from console.ui.seat import EVERYTHING
from console.ui.trainer import trainer_screens
from telemetry.timebase import NS_PER_S
from telemetry.wire import SourceKind

PRESSURE = "CAB_P_TOT"


def a_fault(name, words):
    return {
        "id": name,
        "name": words,
        "subsystem": "ARS",
        "cause": "Bearing seizure",
        "chain": "CO2 rises",
        "response": "Switch",
        "trap": "consequences",
        "difficulty": 2,
    }


def simulated(kind=SourceKind.SIMULATION, **truth):
    """Return a trainer's seat whose simulator has answered, and what it was asked."""
    asked = []

    def ask(do, **more):
        asked.append((do, more))
        return len(asked)

    simulation = SimulationDesk(ask)
    faults = [a_fault("F01", "Cabin fan A stops"), a_fault("F07", "O2 feed valve fails closed")]
    for do, more in (
        ("status", {"source": "sim/1", "faults": {"F07": 0.5}}),
        ("list", {"faults": faults}),
        ("truth", {"truth": truth}),
    ):
        answer = {"accepted": True, **more}
        simulation.take([SimulatorAnswer(request=0, do=do, answer=answer)])
    desk = a_desk(an_alarm_raised(), role=Role.TRAINER, kind=kind)
    return desk, simulation, asked


@pytest.fixture
def panel(qtbot, sent):
    """Build a panel at a trainer's seat."""

    def built(kind_of_panel, desk, simulation):
        made = kind_of_panel(a_seat(desk, sent, simulation=simulation))
        qtbot.addWidget(made)
        made.resize(1000, 600)
        made.show()
        made.refresh(EVERYTHING)
        return made

    return built


def first(table, column):
    return table.model().index(0, column).data()


def test_what_acts_now_stands_first_and_the_search_finds_words(panel, qtbot):
    desk, simulation, _ = simulated()
    faults = panel(Faults, desk, simulation)
    assert (first(faults.table, 0), first(faults.table, 4)) == ("F07", "× 0.5")
    qtbot.keyClicks(faults.search, "fan stops")
    assert faults.table.model().rowCount() == 1
    assert first(faults.table, 1) == "Cabin fan A stops"


def test_a_fault_is_injected_with_its_severity_and_cleared(panel, qtbot):
    desk, simulation, asked = simulated()
    faults = panel(Faults, desk, simulation)
    qtbot.keyClicks(faults.search, "fan")
    faults.table.selectRow(0)
    assert "Bearing seizure" in faults.words.text()
    faults.severity.setValue(2.0)
    qtbot.mouseClick(faults.inject, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(faults.clear, Qt.MouseButton.LeftButton)
    assert asked[-2:] == [
        ("inject", {"fault": "F01", "source": "sim/1", "severity": 2.0}),
        ("clear", {"fault": "F01", "source": "sim/1"}),
    ]


def test_a_fault_is_planned_for_later_and_can_be_forgotten(panel, qtbot):
    desk, simulation, _ = simulated()
    faults = panel(Faults, desk, simulation)
    faults.after.setText("T+00:10:00")
    qtbot.mouseClick(faults.inject, Qt.MouseButton.LeftButton)
    assert simulation.planned[0].at_ns == desk.now_ns() + 600 * NS_PER_S
    assert "while this console is open" in faults.remark.text()
    qtbot.mouseClick(faults.forget, Qt.MouseButton.LeftButton)
    assert simulation.planned == ()
    faults.after.setText("soon")
    qtbot.mouseClick(faults.inject, Qt.MouseButton.LeftButton)
    assert "not a duration" in faults.remark.text()


@pytest.mark.parametrize(
    ("kind", "told"), [(SourceKind.LIVE, "vehicle is real"), (SourceKind.REPLAY, "is a replay")]
)
def test_where_there_is_no_simulation_nothing_can_be_broken_or_known(panel, kind, told):
    desk, simulation, _ = simulated(kind, CAB_P_TOT=500.0)
    faults = panel(Faults, desk, simulation)
    assert not faults.inject.isEnabled()
    assert told in faults.remark.text()
    truth = panel(Truth, desk, simulation)
    assert truth.model.rowCount() == 0
    assert "No simulator" in truth.empty.text()


def test_a_console_that_was_not_told_of_the_simulator_says_what_to_type(panel):
    faults = panel(Faults, a_desk(role=Role.TRAINER), None)
    assert "--simulator" in faults.remark.text()


def test_telemetry_that_misleads_stands_first(panel):
    desk, simulation, _ = simulated(CAB_PPO2=159.0, CAB_P_TOT=500.0, NO_SUCH=1.0)
    truth = panel(Truth, desk, simulation)
    assert first(truth.table, 0) == PRESSURE
    assert "misleads" in first(truth.table, 4)
    assert truth.model.rowCount() == 2


def test_what_trainees_did_is_told_with_how_long_it_took(panel):
    alarm = an_alarm_raised()
    seen = AlarmAcknowledged(alarm=alarm.alarm, occurrence=1)
    trainees = panel(Trainees, a_desk(alarm, seen, role=Role.TRAINER, by="flight:Anna"), None)
    assert "Warning alarms seen within 60 s: 1 of 1" in trainees.sheet.text()
    cells = [trainees.stories.index(0, column).data() for column in range(7)]
    assert cells[0] == "WARNING"
    assert cells[3:5] == ["00:00", "flight:Anna"]
    assert cells[6] == "yes"


def test_a_trainer_also_sees_what_the_controller_sees(qtbot, sent):
    desk, simulation, _ = simulated()
    screens = trainer_screens(a_seat(desk, sent, simulation=simulation))
    for page in screens.pages:
        qtbot.addWidget(page.panel)
    for part in (screens.strip, screens.side):
        qtbot.addWidget(part)
    names = [page.name for page in screens.pages]
    assert names[:4] == ["trainees", "faults", "truth", "life-support"]


@pytest.mark.parametrize("kind", [FaultTableModel, TruthTableModel])
def test_the_tables_are_proper_models(qtmodeltester, kind):
    qtmodeltester.check(kind())
