from builders import T0_NS
from desks import a_desk
from plan_scene import CITY, drafted, planned

from console.domain.alarm_facts import AlarmOutSigned
from console.domain.alarm_requests import CountersignAlarmOut
from console.domain.plan_facts import PlanProposed, PlanSigned
from console.domain.plan_requests import CountersignPlan
from console.domain.roles import Role
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.procedure_notice import ProcedureNotice
from console.ui.seat import EVERYTHING
from telemetry.timebase import NS_PER_S


def test_a_half_signed_plan_asks_the_second_person_for_a_signature(seat, sent, qtbot):
    signed = PlanSigned(plan="p1", rule="V-01", expires_ns=T0_NS + 299 * NS_PER_S)
    facts = (drafted(planned(CITY, "guest-b")), PlanProposed(plan="p1"), signed)
    object.__setattr__(seat, "desk", a_desk(*facts, role=Role.GUEST, span_s=1.0, by="flight:Anna"))
    notice = ProcedureNotice(seat, RequestNotes(seat.requests))
    qtbot.addWidget(notice)
    notice.refresh(EVERYTHING)

    (words,) = notice.words
    assert "Plan p1 changes what a rule holds; flight:Anna approved." in words
    assert "sign within 04:5" in words
    notice._sign(0)
    assert sent.requests == [CountersignPlan(plan="p1", seen_revision=3, seen_signer="flight:Anna")]


def test_an_alarm_half_signed_out_of_service_asks_the_second_person(seat, sent, qtbot):
    signed = AlarmOutSigned(
        alarm="CAB_NH3", reason="drifts", for_s=3600, expires_ns=T0_NS + 299 * NS_PER_S
    )
    desk = a_desk(signed, role=Role.GUEST, span_s=1.0, by="flight:Anna")
    object.__setattr__(seat, "desk", desk)
    notice = ProcedureNotice(seat, RequestNotes(seat.requests))
    qtbot.addWidget(notice)
    notice.refresh(EVERYTHING)

    (words,) = notice.words
    assert "can be an emergency; flight:Anna wants it out of service: drifts." in words
    notice._sign(0)
    assert sent.requests == [CountersignAlarmOut(alarm="CAB_NH3", seen_signer="flight:Anna")]
