"""What alarms are called for somebody who plans guests' days and is no engineer. No Qt.

Every sentence is true of every alarm it stands for, and promises nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from telemetry.dictionary import Parameter


@dataclass(frozen=True, slots=True)
class PlainWords:
    """What happened, and what to say to the guests."""

    happened: str
    tell: str


_NOTHING_TO_DO: Final = "stay with your host, there is nothing you need to do."
_AIR: Final = (
    "The crew is looking after the cabin air. Your viewing waits until they are content; "
    f"{_NOTHING_TO_DO}"
)
_FOLLOW: Final = (
    "The crew is checking the cabin. Please stay with your host and do what the crew asks."
)
_VEHICLE: Final = f"The crew is checking the vehicle before the next viewing; {_NOTHING_TO_DO}"
_STEADY: Final = (
    "The vehicle may move. Please hold on to a handrail, stay with your host and do what "
    "the crew asks."
)
_PANE: Final = f"The crew is checking a window before it is used again; {_NOTHING_TO_DO}"

# By subsystem and group of the parameter in alarm, then by subsystem alone.
_PLAIN: Final[Mapping[str, PlainWords]] = {
    "CAB pressure": PlainWords("The cabin pressure is not as it should be.", _FOLLOW),
    "CAB O2": PlainWords("The oxygen in the cabin is not as it should be.", _FOLLOW),
    "CAB CO2": PlainWords("Used air is building up in the cabin.", _AIR),
    "CAB trace": PlainWords("The cabin air is not as clean as it should be.", _FOLLOW),
    "CAB comfort": PlainWords("The cabin is warmer, colder or damper than it should be.", _AIR),
    "CAB": PlainWords("The cabin air is not as it should be.", _AIR),
    "ARS": PlainWords("The cabin air is not refreshed as it should be.", _AIR),
    "PCS": PlainWords("The supply of cabin air needs the crew's attention.", _FOLLOW),
    "FDS": PlainWords("The fire protection on board has responded.", _FOLLOW),
    "TCS": PlainWords("The cooling of the vehicle needs the crew's attention.", _VEHICLE),
    "EPS": PlainWords("The electrical power needs the crew's attention.", _VEHICLE),
    "GNC conjunction": PlainWords("Another object in orbit comes near.", _STEADY),
    "GNC": PlainWords("The vehicle does not point as planned.", _STEADY),
    "PRP": PlainWords("The engines need the crew's attention.", _STEADY),
    "STR": PlainWords("The hull or a hatch needs the crew's attention.", _FOLLOW),
    "RAD": PlainWords("There is more radiation than planned for.", _FOLLOW),
    "WIN": PlainWords("A window needs the crew's attention.", _PANE),
}
_ANY: Final = PlainWords("The vehicle reports something out of the ordinary.", _VEHICLE)


def plain_words(parameter: Parameter) -> PlainWords:
    """Return the sentences for an alarm of `parameter`."""
    exact = _PLAIN.get(f"{parameter.subsystem} {parameter.group}")
    return exact or _PLAIN.get(parameter.subsystem, _ANY)
