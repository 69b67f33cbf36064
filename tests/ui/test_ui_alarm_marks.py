from builders import an_alarm_raised, an_entry
from desks import T0_NS

from console.domain.facts import AlarmChanged
from console.ui.models.alarm_marks import AlarmMarks
from telemetry.dictionary import Severity

RAISED = an_alarm_raised("CAB_P_TOT", severity=Severity.CAUTION, value=739.0, limit=740.0)


def changed(severity):
    return AlarmChanged(
        alarm="CAB_P_TOT",
        occurrence=1,
        severity=severity,
        value=720.0,
        limit=724.0,
        sample_ns=T0_NS,
    )


def a_log(*facts):
    return [an_entry(n, fact=fact) for n, fact in enumerate(facts, start=1)]


def test_an_alarm_is_marked_when_raised_and_when_it_becomes_worse():
    log = a_log(RAISED, changed(Severity.WARNING), changed(Severity.CAUTION))
    marks = AlarmMarks(["CAB_P_TOT"]).read(log)
    assert [mark.severity for mark in marks] == [Severity.CAUTION, Severity.WARNING]


def test_alarms_of_other_parameters_are_left_out():
    assert AlarmMarks(["CAB_PPO2"]).read(a_log(RAISED)) == []


def test_a_growing_log_is_read_on_and_not_again():
    marks = AlarmMarks(["CAB_P_TOT"])
    log = a_log(RAISED)
    marks.read(log)
    log += a_log(changed(Severity.EMERGENCY))
    assert [mark.severity for mark in marks.read(log)] == [Severity.CAUTION, Severity.EMERGENCY]


def test_another_log_is_read_from_its_beginning():
    marks = AlarmMarks(["CAB_P_TOT"])
    marks.read(a_log(RAISED, changed(Severity.WARNING)))
    assert [mark.severity for mark in marks.read(a_log(RAISED))] == [Severity.CAUTION]
