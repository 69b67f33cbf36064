"""Times of a recording as people type them: UTC, or elapsed since it began or was launched."""

from telemetry.timebase import NS_PER_S, parse_duration_s, parse_utc


def parse_of_recording(text: str, *, start_ns: int, launch_ns: int) -> int:
    """Return the instant in a UTC time, in ``T+01:30:00`` of the recording, or in a bare MET.

    Raises
    ------
    ValueError
        If it is none of these.
    """
    return parse_instant(text, start_ns if text.startswith("T") else launch_ns)


def parse_instant(text: str, origin_ns: int) -> int:
    """Return the instant in ``2021-09-16T11:45:20Z``, ``T+01:30:00``, ``+90min`` or ``1/06:21:44``.

    Parameters
    ----------
    origin_ns : int
        What elapsed times count from.

    Raises
    ------
    ValueError
        If it is neither a UTC time nor a duration.
    """
    elapsed = text.removeprefix("T").removeprefix("+")
    try:
        return origin_ns + round(parse_duration_s(elapsed) * NS_PER_S)
    except ValueError:
        pass
    try:
        return parse_utc(text)
    except ValueError:
        raise ValueError(
            f"'{text}' is neither a time such as 2021-09-16T11:45:20Z nor such as T+01:30:00"
        ) from None
