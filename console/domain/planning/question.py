"""From a mission and what can be seen to the problem a planner is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from console.domain.forecast.air import FittedAir
from console.domain.planning.air import AirConditions, air_conditions, zone_air
from console.domain.planning.availability import (
    begun_tasks,
    crew_bookings,
    find_tasks,
    free_stretches,
    host_steps,
    present_stretches,
    task_rooms,
)
from console.domain.planning.bookings import Bookings
from console.domain.planning.intervals import Stretch, contains, merged
from console.domain.planning.plan import EMPTY_PLAN, Plan
from console.domain.planning.problem import Closure, PaneRoom, PlanProblem, Seeker, Sight
from console.domain.planning.rules import PlanRules
from console.domain.planning.wishes import is_for, subject, weights
from console.domain.viewing.opportunity import Opportunity
from telemetry.mission import Activity, Mission, Person
from telemetry.timebase import NS_PER_S


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What a plan has to reckon with besides the mission itself.

    Parameters
    ----------
    opportunities : sequence of Opportunity
        Everything that can be seen on this flight.
    contacts : sequence of (int, int)
        When there is a link to the ground, start and end; may overlap.
    closures : sequence of Closure
        Holds, burns, closed shutters, sick guests.
    readings : mapping of str to float
        Valid readings of CO2 and local fans by parameter id; nominal where none is given.
    fitted : FittedAir or None
        The cabin as the forecast found it; it goes before readings.
    rules : PlanRules
        The limits in force.
    """

    opportunities: Sequence[Opportunity]
    contacts: Sequence[Stretch] = ()
    closures: Sequence[Closure] = ()
    readings: Mapping[str, float] | None = None
    fitted: FittedAir | None = None
    rules: PlanRules = field(default_factory=PlanRules)

    def air(self, mission: Mission) -> tuple[AirConditions, ...]:
        """Return the air of every zone people go to for the view only.

        Where people live and work the readings have their breath in them already, and who goes
        to a window there was in the next seat before.
        """
        zones = zones_for_the_view(mission)
        return air_conditions(zones, mission.database, self.readings, self.fitted)


def zones_for_the_view(mission: Mission) -> set[str]:
    """Return the zones people go to for the view only."""
    lived_in = {activity.zone for activity in mission.timeline if not activity.is_flexible}
    return {pane.zone for pane in mission.panes} - lived_in


def first_problem(mission: Mission, about: Circumstances) -> PlanProblem:
    """Return the problem of planning the whole flight before it has begun."""
    return problem_at(mission, about, now_ns=mission.launch_ns, published=EMPTY_PLAN)


def problem_at(
    mission: Mission,
    about: Circumstances,
    *,
    now_ns: int,
    published: Plan,
    ideals: Mapping[str, float] | None = None,
) -> PlanProblem:
    """Return the problem of planning what is left of the flight at `now_ns`.

    Parameters
    ----------
    published : Plan
        What was promised: what of it has begun is kept, the rest should change little.
    ideals : mapping of str to float
        From when the first plan was made.
    """
    rules = about.rules
    sights = tuple(_sight(each) for each in about.opportunities)
    begun = {sight.id for sight in sights if sight.start_ns <= now_ns}
    begun_ids = {place.task for place in published.tasks if place.start_ns <= now_ns}
    kept = Plan(
        viewings=tuple(v for v in published.viewings if v.sight in begun),
        tasks=tuple(place for place in published.tasks if place.task in begun_ids),
    )
    promised = Plan(
        viewings=tuple(v for v in published.viewings if v.sight not in begun),
        tasks=tuple(place for place in published.tasks if place.task not in begun_ids),
    )
    tasks_begun = begun_tasks(mission, published.tasks, now_ns)
    contacts = merged(about.contacts)
    hosts = host_steps(mission, rules)
    guests = [person for person in mission.people if person.role == "guest"]
    draft = PlanProblem(
        mission=mission.id,
        launch_ns=mission.launch_ns,
        end_ns=mission.end_ns,
        now_ns=now_ns,
        rules=rules,
        sights=sights,
        seekers=(),
        tasks=tuple(find_tasks(mission, about.closures, contacts, rules, now_ns, published.tasks)),
        panes=tuple(
            PaneRoom(id=pane.id, zone=pane.zone, capacity=pane.capacity) for pane in mission.panes
        ),
        hosts=hosts,
        rooms=task_rooms(mission),
        task_bookings=(
            *crew_bookings(mission),
            *((task.kind, task.start_ns, task.end_ns) for task in tasks_begun),
        ),
        air=tuple(zone_air(air, _in_zone(mission, air.zone)) for air in about.air(mission)),
        kept=kept,
        promised=promised,
        ideals=ideals or {},
    )
    seekers = [_seeker(person, mission, about, draft, tasks_begun) for person in guests]
    bookings = Bookings(msgspec.structs.replace(draft, seekers=tuple(seekers)))
    return msgspec.structs.replace(
        draft, seekers=tuple(_where_there_is_air(bookings, seeker) for seeker in seekers)
    )


def _where_there_is_air(bookings: Bookings, seeker: Seeker) -> Seeker:
    """Return the seeker without views that CO2 would pass its limit for, were he there alone."""
    sights = bookings.problem.sights
    return msgspec.structs.replace(
        seeker,
        open_sights=tuple(i for i in seeker.open_sights if bookings.has_air(seeker, sights[i])),
    )


def _sight(opportunity: Opportunity) -> Sight:
    return Sight(
        id=opportunity.id,
        subject=subject(opportunity),
        product=opportunity.product,
        target=opportunity.target,
        pane=opportunity.pane,
        start_ns=opportunity.start_ns,
        end_ns=opportunity.end_ns,
        quality=opportunity.quality,
    )


def _seeker(
    person: Person,
    mission: Mission,
    about: Circumstances,
    problem: PlanProblem,
    begun: Sequence[Activity],
) -> Seeker:
    rules = about.rules
    free = free_stretches(mission, person.id, begun)
    promised = {v.sight for v in problem.promised.viewings if person.id in v.guests}
    kept = {v.sight for v in problem.kept.viewings if person.id in v.guests}
    gap_ns = round(rules.guest_gap_s * NS_PER_S)
    busy_until_ns = max((s.end_ns + gap_ns for s in problem.sights if s.id in kept), default=0)
    soonest_ns = problem.now_ns + round(rules.notice_s * NS_PER_S)
    open_sights = tuple(
        index
        for index, sight in enumerate(problem.sights)
        if sight.start_ns > problem.now_ns
        and (sight.start_ns >= soonest_ns or sight.id in promised)
        and sight.quality >= rules.quality_min
        and is_for(person, about.opportunities[index])
        and contains(free, sight.stretch)
        and problem.hosted(sight.stretch) > 0
        and not any(c.stops(sight.pane, person.id, sight.stretch) for c in about.closures)
        and sight.start_ns >= busy_until_ns
    )
    zones = {pane.zone for pane in mission.panes}
    return Seeker(
        id=person.id,
        must_sees=person.must_sees,
        weights=weights(person, about.opportunities, mission.targets),
        open_sights=open_sights,
        present=tuple(
            (zone, start, end)
            for zone in sorted(zones)
            for start, end in present_stretches(mission, zone, person.id)
        ),
    )


def _in_zone(mission: Mission, zone: str) -> list[Stretch]:
    people = [person.id for person in mission.people]
    return [stretch for person in people for stretch in present_stretches(mission, zone, person)]
