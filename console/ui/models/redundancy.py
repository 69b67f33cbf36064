"""How much is healthy of what a vehicle has more than one of. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from console.client.feed import ParameterValue
from telemetry.judgement import Validity, severity
from telemetry.vehicle_words import UnitGroup

Read = Callable[[str], ParameterValue]


@dataclass(frozen=True, slots=True)
class Health:
    """How many of the fitted units are healthy, and of how many nothing usable is known."""

    healthy: int
    fitted: int
    unknown: int


def health(group: UnitGroup, read: Read) -> Health:
    """Return how many units are healthy now; a unit nothing is known of is not."""
    healthy = fitted = unknown = 0
    for unit in group.units:
        reading = read(unit)
        parts = round(reading.parameter.nominal or 1) if group.counts else 1
        fitted += parts
        if reading.validity is not Validity.VALID:
            unknown += parts
        elif group.counts:
            healthy += min(parts, round(reading.value))
        elif severity(reading.parameter, reading.value) is None:
            healthy += 1
    return Health(healthy, fitted, unknown)


def health_text(found: Health) -> str:
    """Return it in words: ``3 of 3``, ``1 of 2``, ``1 of 3, 1 not known``."""
    text = f"{found.healthy} of {found.fitted}"
    return f"{text}, {found.unknown} not known" if found.unknown else text
