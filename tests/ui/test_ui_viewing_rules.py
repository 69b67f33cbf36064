import pytest
from plan_scene import IN_FORCE, a_plan_desk

from console.domain.roles import Role
from console.domain.viewing.rules import ViewingRules
from console.domain.viewing_requests import SetViewingRules, ViewingRulesSet
from console.protocol import Answer
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.viewing_rules import ViewingRulesPanel
from console.ui.seat import EVERYTHING

CLOUDY = ViewingRules(kp=5.0, cloud_by_target={"uluru": 0.9})


@pytest.fixture
def panel(seat, qtbot):
    def made(*facts, role=Role.GUEST):
        object.__setattr__(seat, "desk", a_plan_desk(*IN_FORCE, *facts, role=role))
        panel = ViewingRulesPanel(seat, RequestNotes(seat.requests))
        qtbot.addWidget(panel)
        panel.refresh(EVERYTHING)
        return panel

    return made


def test_the_fields_show_the_rules_in_force(panel):
    shown = panel(ViewingRulesSet(rules=CLOUDY))
    assert shown.fields["kp"].value() == 5.0
    assert shown.overrides == "Cloud as told: Uluru 90%"


def test_what_is_typed_is_asked_of_the_server_with_the_revision_seen(panel, sent):
    shown = panel(ViewingRulesSet(rules=CLOUDY))
    shown.fields["kp"].setValue(7.0)
    shown.use.click()
    (request,) = sent.requests
    assert isinstance(request, SetViewingRules)
    assert (request.rules.kp, request.seen_revision) == (7.0, 1)
    assert request.rules.cloud_by_target == {"uluru": 0.9}


def test_a_cloud_of_one_target_is_set_and_taken_back(panel, sent):
    shown = panel(ViewingRulesSet(rules=CLOUDY))
    shown.target.setCurrentIndex(shown.target.findData("uluru"))
    shown.cloud.setValue(20)
    shown.set_cloud.click()
    shown.clear_cloud.click()
    assert [request.rules.cloud_by_target for request in sent.requests] == [{"uluru": 0.2}, {}]


def test_a_refusal_is_said_and_flight_only_looks(panel, seat):
    shown = panel()
    shown.use.click()
    seat.requests.take([Answer(request_id="r1", accepted=False, reason="kp is 12.")])
    assert "kp is 12." in shown.remark
    assert panel(role=Role.FLIGHT).use.isHidden()


def test_the_age_of_the_elements_and_their_error_are_told(panel):
    assert "h old: expect" in panel().orbit
    assert "km along the track" in panel().orbit
