"""The four classes of alarms."""

from enum import IntEnum


class Severity(IntEnum):
    """Class of an alarm, in the order of urgency (ISS emergency / warning / caution / advisory)."""

    ADVISORY = 1
    CAUTION = 2
    WARNING = 3
    EMERGENCY = 4
