"""A plan as rows and as a document."""

import json

from builders import an_opportunity
from planning_builder import (
    GUESTS,
    HOUR_NS,
    a_problem,
    a_small_mission,
    an_activity,
    circumstances,
    solved,
)

from console.domain.planning.availability import task_id
from console.domain.planning.listing import PLAN_COLUMNS, plan_document, plan_rows
from console.domain.planning.plan import Plan, TaskPlace, Viewing

A, B = GUESTS[:2]
REEF = an_opportunity("reef")
CALL = an_activity(A, "call", 3600)
MISSION = a_small_mission(CALL, must_sees={A: ("reef", "alps")})


def test_every_viewing_and_moved_task_has_a_row_in_order_of_start():
    place = TaskPlace(
        task=task_id(CALL), start_ns=CALL.start_ns + HOUR_NS, end_ns=CALL.end_ns + HOUR_NS
    )
    plan = Plan(viewings=(Viewing(sight="reef", guests=(A, B)),), tasks=(place,))
    rows = [dict(zip(PLAN_COLUMNS, row, strict=True)) for row in plan_rows(plan, MISSION, [REEF])]
    assert [row["kind"] for row in rows] == ["viewing", "call"]
    assert rows[0]["guests"] == f"{A} {B}"
    assert rows[0]["start_utc"] == "2021-09-17T13:00:00.000Z"
    assert rows[1]["title"] == "moved from 2021-09-17T13:00:00Z"


def test_the_document_says_what_was_proved_and_that_nothing_is_broken():
    problem = a_problem(REEF, mission=MISSION)
    document = plan_document(solved(problem), problem, MISSION, circumstances(REEF))
    assert document["must_sees"]["proof"] == "1 of 2 must-sees is the most any plan can give."
    assert len(document["must_sees"]["not_kept"]) == 1
    assert document["violations"] == []
    assert document["worst_share"] == 1.0
    assert json.loads(json.dumps(document)) == document
