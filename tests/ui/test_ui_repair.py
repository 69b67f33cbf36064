import pytest
from plan_scene import CITY, IN_FORCE, REEF_LATER, a_plan_desk, drafted, planned

from console.client.plan_desk import PlanDesk
from console.domain.plan_facts import PlanProposed
from console.domain.plan_requests import DraftPlan
from console.domain.planning.outcome import Choice, Origin, Outcome
from console.domain.planning.plan import Plan, Viewing
from console.planner.messages import Better, Failed, Finished, Progress
from console.ui.models.plan_edits import PlanEdits
from console.ui.models.plan_search import PlanSearch
from console.ui.models.request_notes import RequestNotes
from console.ui.panels.repair import Repair
from console.ui.seat import EVERYTHING

CITY_B = Viewing(sight="city", guests=("guest-b",))
BEST = Plan(viewings=(CITY_B, Viewing(sight="reef-2", guests=("guest-a",))))
STEADY = Plan(viewings=(CITY_B,))


class Planner:
    """Stands for the planner's process and says what a test lets it say."""

    def __init__(self):
        self.asked = []
        self.cancelled = self.closed = 0

    def __call__(self, solve, deliver):
        self.asked.append(solve)
        self.say = deliver
        return self

    def cancel(self):
        self.cancelled += 1

    def close(self):
        self.closed += 1


def choice(kept, plan):
    ideals = {f"guest-{letter}": 1.0 for letter in "abcd"}
    return Choice(quality_kept=kept, plan=plan, origin=Origin(solver="HiGHS 1", ideals=ideals))


OUTCOME = Outcome(
    best=choice(1.0, BEST),
    steadier=(choice(0.98, BEST), choice(0.95, STEADY), choice(0.9, STEADY)),
)


@pytest.fixture
def planner():
    return Planner()


@pytest.fixture
def panel(seat, planner, qtbot):
    def made(*facts):
        object.__setattr__(seat, "desk", a_plan_desk(*facts))
        edits = PlanEdits(PlanDesk(seat.desk), RequestNotes(seat.requests))
        panel = Repair(seat, edits, PlanSearch(edits, planner))
        qtbot.addWidget(panel)
        panel.refresh(EVERYTHING)
        return panel

    return made


def finished(panel, planner, outcome=OUTCOME):
    panel.plan.click()
    planner.say(Finished(outcome=outcome))
    panel.refresh(EVERYTHING)


def test_the_first_plan_is_made_and_a_published_one_repaired(panel, planner):
    assert panel().plan.text() == "Plan the flight"
    repair = panel(*IN_FORCE)
    assert repair.plan.text() == "Repair the plan"
    repair.plan.click()
    assert len(planner.asked[0].problem.promised.viewings) == 2


def test_progress_is_told_and_it_can_be_stopped(panel, planner):
    repair = panel(*IN_FORCE)
    repair.plan.click()
    planner.say(Progress(stage="the best for who is worst off", elapsed_s=2.0, gap=0.03))
    repair.refresh(EVERYTHING)
    assert "worst off" in repair.progress
    assert "3.0%" in repair.progress
    repair.cancel.click()
    assert planner.cancelled == 1


def test_the_best_and_three_points_towards_stability_can_be_chosen(panel, planner):
    repair = panel(*IN_FORCE)
    finished(repair, planner)
    words = [button.text() for button in repair.offers if not button.isHidden()]
    assert len(words) == 4
    assert words[0].startswith("best: 1 moved")
    assert "98% of the best" in words[1]
    assert repair.proof


def test_a_choice_is_looked_at_before_it_is_laid_down(panel, planner, sent, qtbot):
    repair = panel(*IN_FORCE)
    finished(repair, planner)
    with qtbot.waitSignal(repair.looked_at) as looked:
        repair.offers[2].click()
    assert [change.kind for change in looked.args[0].changes] == ["dropped"]
    assert not repair.accept.isEnabled()  # a published plan needs a reason
    repair.reason.setText("the fan has failed")
    repair.accept.click()
    (request,) = sent.requests
    assert isinstance(request, DraftPlan)
    assert (request.reason, request.viewings) == ("the fan has failed", STEADY.viewings)
    assert repair.accept.isHidden()


def test_leaving_it_asks_nothing(panel, planner, sent):
    repair = panel(*IN_FORCE)
    finished(repair, planner)
    repair.reject.click()
    assert sent.requests == []
    assert all(button.isHidden() for button in repair.offers)


def test_a_planner_that_fails_says_why(panel, planner):
    repair = panel(*IN_FORCE)
    repair.plan.click()
    planner.say(Failed(reason="The planner ended with status 1."))
    repair.refresh(EVERYTHING)
    assert "status 1" in repair.progress
    assert repair.plan.isEnabled()


def test_what_a_planner_had_found_before_it_failed_can_be_chosen(panel, planner):
    repair = panel(*IN_FORCE)
    repair.plan.click()
    planner.say(Better(plan=BEST, method="at once", elapsed_s=0.2))
    planner.say(Failed(reason="The planner ended with status -11."))
    repair.refresh(EVERYTHING)
    assert "status -11. What it had found" in repair.progress
    (words,) = [button.text() for button in repair.offers if not button.isHidden()]
    assert words.startswith("best so far: 1 moved")
    assert "worst-off" not in words  # nobody has worked out what each could have at most
    assert repair.offers[0].isChecked()


def test_nothing_is_planned_while_a_plan_lies_before_flight(panel):
    draft = drafted(planned(CITY, "guest-b"), planned(REEF_LATER, "guest-a"), plan="p2", based_on=1)
    assert not panel(*IN_FORCE, draft, PlanProposed(plan="p2")).plan.isEnabled()
