"""Durations on the command line."""

import argparse

from telemetry.timebase import parse_duration_s


def duration_s(text: str) -> float:
    """Return the seconds in `text`, for argparse; above zero."""
    try:
        seconds = parse_duration_s(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if seconds <= 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not longer than nothing")
    return seconds
