"""Asks the server for the part of the past that the plots show."""

from collections.abc import Iterable

from console.client.mirror import Step
from console.ui.models.back_fill import BackFill
from console.ui.seat import Seat
from telemetry.timebase import NS_PER_S


def ask_for_the_shown(
    back_fill: BackFill, seat: Seat, parameters: Iterable[str], least_s: float = 0.0
) -> None:
    """Ask for what happened in the stretch the time control shows, and was not asked for.

    Parameters
    ----------
    least_s : float
        How far back from now to ask in any case.
    """
    desk, time = seat.desk, seat.time
    back_fill.follow(desk.step)
    if not (desk.clock.is_set and desk.step is Step.LIVE):
        return
    back_fill.begin(desk.feed)
    launch_ns, now_ns = desk.mission.launch_ns, desk.now_ns()
    reach_s = max(time.span_s if time.follows else 0.0, least_s)
    from_ns = max(launch_ns, now_ns - round(reach_s * NS_PER_S))
    shown = [launch_ns + round(edge_s * NS_PER_S) for edge_s in time.shown(0.0)]
    for parameter in parameters:
        if reach_s:
            back_fill.want(parameter, from_ns, now_ns)
        if not time.follows and shown[0] < now_ns:
            back_fill.want_detail(parameter, max(launch_ns, shown[0]), min(now_ns, shown[1]))
