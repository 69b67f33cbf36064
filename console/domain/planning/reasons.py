"""Why a must-see cannot be given, in words: from the mission, and from what was proved."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from console.domain.planning.air import PLANNING_MARGIN_MMHG
from console.domain.planning.availability import TASK_KINDS
from console.domain.planning.checker import Checker, windows_of
from console.domain.planning.outcome import Unkept
from console.domain.planning.plan import EMPTY_PLAN, Plan
from console.domain.planning.question import Circumstances
from console.domain.planning.violations import Ground, Rule
from console.domain.planning.window_rules import somebody_hosts
from console.domain.schedule import ViewingWindow
from console.domain.viewing.opportunity import Opportunity
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

_FRESHER: Final = "Let the cabin's CO2 fall first: flight sees to the fans and the scrubber"


def proof_line(done: int, wished: int, most: int | None) -> str:
    """Return how many promises are kept and whether more were possible."""
    if done == wished:
        return f"All {wished} must-sees are in the plan."
    if most is None:
        return f"{done} of {wished} must-sees are in the plan; whether more are possible is open."
    if done < most:
        return f"{done} of {wished} must-sees are in the plan; {most} are possible."
    return f"{most} of {wished} must-sees is the most any plan can give."


def why_unkept(
    mission: Mission,
    about: Circumstances,
    unkept: Iterable[Unkept],
    *,
    now_ns: int,
    plan: Plan = EMPTY_PLAN,
) -> list[str]:
    """Return for each promise that `plan` does not keep why, in words."""
    ground = Ground(mission, about)
    clear_mmhg = PLANNING_MARGIN_MMHG if about.fitted is not None else 0.0
    checker = Checker(mission, about, plan.tasks, clear_mmhg=clear_mmhg)
    given = {window.opportunity: window for window in windows_of(plan, about.opportunities)}
    return [
        _reason(ground, checker, each, now_ns) + _bad_air(ground, checker, given, each, now_ns)
        for each in unkept
    ]


def _bad_air(
    ground: Ground,
    checker: Checker,
    given: dict[str, ViewingWindow],
    unkept: Unkept,
    now_ns: int,
) -> str:
    """Return what one more guest would do to the air, where that is what stands against it."""
    broken = []
    for view in _good_views(ground, unkept.wish, now_ns) if unkept.has_view else ():
        party = given.get(view.id, _window(view))
        joined = replace(party, guests=(*party.guests, unkept.guest))
        broken.append(checker.check_one(joined, list(given.values())))
    least = min(broken, key=len, default=[])
    return "".join(f" {each.message} {each.mend}" for each in least if each.rule is Rule.AIR)


def _reason(ground: Ground, checker: Checker, unkept: Unkept, now_ns: int) -> str:
    name, wish = ground.alias[unkept.guest], _name(ground, unkept.wish)
    if not unkept.has_view:
        return f"{name} cannot see {wish}: {_no_view(ground, checker, unkept, now_ns)}."
    instead = ", ".join(
        f"{ground.alias[guest]}'s {_name(ground, other)}" for guest, other in unkept.instead_of
    )
    if unkept.costs is None:
        return f"{name} is not given {wish}; whether it is possible was not settled in time."
    if unkept.costs > 0:
        fewer = "one must-see" if unkept.costs == 1 else f"{unkept.costs} must-sees"
        return f"{name} could see {wish} only if the plan kept {fewer} fewer ({instead})."
    return f"{name} could see {wish} only instead of {instead}."


def _views(ground: Ground, wish: str) -> list[Opportunity]:
    return [view for view in ground.about.opportunities if wish in (view.target, view.product)]


def _good_views(ground: Ground, wish: str, now_ns: int) -> list[Opportunity]:
    least = ground.rules.must_see_quality_min
    return [v for v in _views(ground, wish) if v.start_ns > now_ns and v.quality >= least]


def _no_view(ground: Ground, checker: Checker, unkept: Unkept, now_ns: int) -> str:
    views = _views(ground, unkept.wish)
    if not views:
        return "it does not come into any window's view in the light it needs on this flight"
    coming = [view for view in views if view.start_ns > now_ns]
    if not coming:
        return "its last pass is over"
    good = _good_views(ground, unkept.wish, now_ns)
    if not good:
        least = ground.rules.must_see_quality_min
        best = max(view.quality for view in coming)
        return f"its best view has quality {best}, and {least} is the least for a must-see"
    causes = Counter(_obstacle(ground, checker, view, unkept.guest, now_ns) for view in good)
    parts = [f"{count} {cause}" for cause, count in causes.most_common()]
    views_text = "its only good view" if len(good) == 1 else f"its {len(good)} good views"
    return f"of {views_text}, {'; '.join(parts)}"


def _obstacle(ground: Ground, checker: Checker, view: Opportunity, guest: str, now_ns: int) -> str:
    """Return what stands against one view, the gravest first."""
    window = replace(_window(view), guests=(guest,))
    for closure in ground.about.closures:
        if closure.stops(view.pane, guest, (view.start_ns, view.end_ns)):
            return f"while it is closed ({closure.reason})"
    for activity in ground.by_person[guest]:
        meets = activity.start_ns < view.end_ns and view.start_ns < activity.end_ns
        if meets and not activity.is_flexible and activity.kind not in TASK_KINDS:
            return f"during {ground.alias[guest]}'s {activity.kind}"
    if any(somebody_hosts(ground, window, [window])):
        return "while none of the crew can be there"
    if view.start_ns < now_ns + round(ground.rules.notice_s * NS_PER_S):
        return "too soon to call the guest"
    if any(each.rule is Rule.AIR for each in checker.check_one(window, [])):
        place = ground.panes[view.pane].name
        return f"while CO2 at the {place} would pass its limit with one guest there ({_FRESHER})"
    return "at a window that is taken by something going on"


def _window(view: Opportunity) -> ViewingWindow:
    return ViewingWindow(
        id=view.id,
        opportunity=view.id,
        title=view.title,
        pane=view.pane,
        start_ns=view.start_ns,
        end_ns=view.end_ns,
        quality=view.quality,
        guests=(),
    )


def _name(ground: Ground, wish: str) -> str:
    names = {target.id: target.name for target in ground.mission.targets}
    return names.get(wish, f"a {wish}")


def impossible_on_this_flight(
    mission: Mission, opportunities: Sequence[Opportunity]
) -> list[tuple[str, str]]:
    """Return guest and wish of must-sees nothing on this flight can keep: to be said early."""
    seen = {each.target for each in opportunities} | {each.product for each in opportunities}
    return [
        (person.id, wish)
        for person in mission.people
        for wish in person.must_sees
        if wish not in seen
    ]
