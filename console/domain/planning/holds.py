"""What an alarm closes for a planner: until it is over nothing is planned where it holds."""

from collections.abc import Iterator, Mapping

from console.domain.alarms import Alarm
from console.domain.flight_rules import holding_alarms
from console.domain.planning.problem import Closure
from telemetry.mission import Mission


def closures_of_alarms(
    alarms: Mapping[str, Alarm], mission: Mission, *, from_ns: int, to_ns: int
) -> Iterator[Closure]:
    """Yield a closure for every alarm that stops viewing somewhere.

    Parameters
    ----------
    from_ns, to_ns : int
        Now, and when viewing is expected to be possible again; UTC nanoseconds.
    """
    for alarm in holding_alarms(alarms, mission.database):
        parameter = mission.database.parameters[alarm.id]
        scope = parameter.alarm.holds_viewing
        yield Closure(
            start_ns=from_ns,
            end_ns=to_ns,
            reason=f"{parameter.name} is in {alarm.severity.name.lower()}",
            pane="" if scope == "all" else scope,
        )
