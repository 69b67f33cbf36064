"""A console on which a plan is published, small enough to reckon with by hand."""

from builders import an_opportunity
from desks import a_desk
from outlooks import an_outlook

from console.domain.plan_facts import (
    PlanApproved,
    PlanDrafted,
    PlannedWindow,
    PlanProposed,
    PlanPublished,
)
from console.domain.planning.outcome import Origin
from console.domain.roles import Role

REEF = an_opportunity("reef", start_s=9 * 3600)
REEF_LATER = an_opportunity("reef-2", target="reef", title="reef by day", start_s=10 * 3600)
REEF_PORT = an_opportunity(
    "reef-p", target="reef", title="reef by day", pane="win-1", start_s=9 * 3600
)
CITY = an_opportunity("city", start_s=11 * 3600)
ALL = (REEF, REEF_LATER, REEF_PORT, CITY)


def planned(opportunity, *guests, window=""):
    """Return one window of a plan."""
    return PlannedWindow(
        opportunity=opportunity.id,
        title=opportunity.title,
        pane=opportunity.pane,
        start_ns=opportunity.start_ns,
        end_ns=opportunity.end_ns,
        quality=opportunity.quality,
        guests=guests,
        window=window,
    )


def drafted(*windows, plan="p1", change=0, based_on=0, reason="", withdraws=(), origin=None):
    """Return the fact that a plan was laid down."""
    return PlanDrafted(
        plan=plan,
        change=change,
        based_on=based_on,
        reason=reason,
        windows=windows,
        tasks=(),
        withdraws=withdraws,
        origin=origin or Origin(),
    )


def published(*windows):
    """Return the facts of a first plan's way to publication."""
    return (
        drafted(*windows),
        PlanProposed(plan="p1"),
        PlanApproved(plan="p1", checked=()),
        PlanPublished(plan="p1", version=1, windows=windows, tasks=(), withdraws=()),
    )


IN_FORCE = published(planned(CITY, "guest-b", window="w2"), planned(REEF, "guest-a", window="w1"))


def a_plan_desk(*facts, role=Role.GUEST, outlook=None):
    """Return a desk that has heard these facts and knows what lies ahead."""
    desk = a_desk(*facts, role=role, span_s=1.0)
    desk.take([outlook or an_outlook(*ALL)])
    return desk
