"""What is heard at a console, and what its sound button says."""

import pytest
from builders import an_alarm_raised, an_entry
from desks import a_desk
from PySide6.QtCore import QObject, Signal
from seats import a_seat

from console.client.mirror import Advanced
from console.domain.mission import fold
from console.ui.panels.sound_control import SoundControl
from console.ui.seat import EVERYTHING
from telemetry.dictionary import Severity


class NotedSounder(QObject):
    """Notes what would be heard."""

    complained = Signal()

    def __init__(self):
        super().__init__()
        self.complaint = ""
        self.heard = []

    def play(self, severity, volume):
        self.heard.append((severity, volume))

    def stop(self):
        self.heard.append("stopped")


@pytest.fixture
def control_of(qtbot, sent):
    def build(*facts, heard=tuple(Severity)):
        desk = a_desk()
        entries = tuple(an_entry(fact=fact, sequence=n) for n, fact in enumerate(facts, 1))
        desk.take([Advanced(entries=entries, state=fold(entries), is_restart=True)])
        clock = [0.0]
        control = SoundControl(
            a_seat(desk, sent), heard, sounder=NotedSounder(), monotonic_s=lambda: clock[0]
        )
        control.clock = clock
        qtbot.addWidget(control)
        control.refresh(EVERYTHING)
        return control

    return build


def happens(control, *facts):
    desk = control._seat.desk
    entries = tuple(an_entry(fact=fact, sequence=n) for n, fact in enumerate(facts, 1))
    desk.take([Advanced(entries=entries, state=fold(entries, desk.state), is_restart=False)])
    control.refresh(EVERYTHING)


FLOW = an_alarm_raised("ARS_FLOW_CHX", severity=Severity.WARNING, value=70.0, limit=80.0)


def test_a_standing_alarm_is_heard_at_the_volume_set(control_of):
    control = control_of(FLOW)
    assert control.sounder.heard == [(Severity.WARNING, 0.6)]
    assert "Last heard" in control.button.toolTip()


def test_a_class_that_does_not_concern_the_console_is_not_heard(control_of):
    assert control_of(FLOW, heard=[Severity.EMERGENCY]).sounder.heard == []


def test_a_mute_stops_the_sound_and_counts_down_in_sight(control_of):
    control = control_of(FLOW)
    control.mute(2)
    assert control.sounder.heard[-1] == "stopped"
    assert control.button.text() == "Muted 2:00"
    control.clock[0] = 50.0
    control.refresh(EVERYTHING)
    assert control.button.text() == "Muted 1:10"
    control.unmute()
    assert control.button.text() == "Sound"


def test_four_classes_at_once_are_one_sound_the_gravest(control_of):
    control = control_of(
        *(
            an_alarm_raised(name, severity=severity)
            for name, severity in zip(
                ("CAB_PM", "ARS_FLOW_CHX", "CAB_PPO2", "CAB_P_TOT"), Severity, strict=True
            )
        )
    )
    assert control.sounder.heard == [(Severity.EMERGENCY, 0.6)]
    assert "and 3 more" in control.button.toolTip()


def test_a_new_emergency_is_heard_through_a_mute_and_ends_it(control_of):
    control = control_of(FLOW)
    control.mute(10)
    happens(control, an_alarm_raised("CAB_P_TOT", severity=Severity.EMERGENCY))
    assert control.sounder.heard[-1] == (Severity.EMERGENCY, 0.6)
    assert control.button.text() == "Sound"


def test_what_was_not_seen_before_a_mute_is_heard_again_after_it(control_of):
    control = control_of(FLOW)
    control.mute(2)
    control.clock[0] = 121.0
    control.refresh(EVERYTHING)
    assert control.sounder.heard[-1] == (Severity.WARNING, 0.6)
    assert "Still not acknowledged" in control.button.toolTip()


def test_the_volume_is_remembered_within_its_range(control_of):
    control, again = control_of(), control_of()
    assert control.remember() == {}
    control.volume.setValue(85)
    again.recall(control.remember())
    assert again.volume.value() == 85
    again.recall({"volume": [1000]})
    assert again.volume.value() == 100
    again.recall({"volume": ["loud"]})
    assert again.volume.value() == 100


def test_what_cannot_be_heard_is_said_on_the_button(control_of):
    control = control_of()
    control.sounder.complaint = "No sound: no such device"
    control.sounder.complained.emit()
    assert control.button.text() == "No sound"
    assert control.button.toolTip() == "No sound: no such device"


def test_every_sound_can_be_tried_from_the_menu(control_of):
    control = control_of()
    for action in control.button.menu().actions():
        if action.text().startswith("Try"):
            action.trigger()
    assert {severity for severity, _ in control.sounder.heard} == set(Severity)
