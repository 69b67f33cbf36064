"""Every rule for a viewing window can be asked alone, and every kind of breach has one."""

from dataclasses import replace

import pytest
from builders import an_opportunity
from planning_builder import GUESTS, a_small_mission, an_activity, circumstances

from console.domain.planning.checker import windows_of
from console.domain.planning.plan import plan_of
from console.domain.planning.problem import Closure
from console.domain.planning.rules import PlanRules
from console.domain.planning.violations import Ground, Rule
from console.domain.planning.window_rules import WINDOW_RULES

A, B = GUESTS[:2]
REEF = an_opportunity("reef", target="reef")
# Everything that is wrong at once: the windows below break each of these.
LIMITS = PlanRules(
    minutes_per_day_max=1.0,
    sessions_per_day_max=(0, 0, 0),
    sessions_per_day_in_all=1,
    first_hours=900.0,
    first_hours_minutes_max=1.0,
    guests_per_host=0,
)


@pytest.fixture(scope="module")
def broken():
    views = [
        an_opportunity(f"o{n}", target="reef", pane=pane, start_s=3600 + n)
        for n, pane in enumerate(("dome", "dome", "win-1", "win-2"))
    ]
    seats = [(guest, view.id) for view in views for guest in GUESTS[:3]]
    windows = windows_of(plan_of(seats), views)
    windows[0] = replace(windows[0], end_ns=windows[0].end_ns + 1)
    held = Closure(start_ns=views[0].start_ns, end_ns=views[0].end_ns, reason="hold")
    mission = a_small_mission(an_activity(A, "sleep", 0, 9000), guests=GUESTS)
    ground = Ground(mission, circumstances(*views, rules=LIMITS, closures=(held,)))
    return ground, windows


def test_every_breach_of_a_window_is_found_by_one_rule_or_another(broken):
    ground, windows = broken
    found = {v.rule for rule in WINDOW_RULES for w in windows for v in rule(ground, w, windows)}
    assert found == set(Rule) - {Rule.AIR, Rule.TASK}


@pytest.mark.parametrize("rule", WINDOW_RULES, ids=lambda rule: rule.__name__)
def test_every_rule_says_what_to_do(broken, rule):
    ground, windows = broken
    breaches = [violation for window in windows for violation in rule(ground, window, windows)]
    assert breaches
    for violation in breaches:
        assert violation.message.endswith(".")
        assert violation.mend.endswith((".", ")."))
        assert violation.windows
        assert violation.start_ns < violation.end_ns


@pytest.mark.parametrize("rule", WINDOW_RULES, ids=lambda rule: rule.__name__)
def test_no_rule_objects_to_a_window_that_keeps_them_all(rule):
    windows = windows_of(plan_of([(A, "reef"), (B, "reef")]), [REEF])
    ground = Ground(a_small_mission(), circumstances(REEF))
    assert list(rule(ground, windows[0], windows)) == []
