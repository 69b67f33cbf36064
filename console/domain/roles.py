"""Who sits at a console and what each may ask for."""

from enum import StrEnum


class Role(StrEnum):
    """The four seats in the control room."""

    FLIGHT = "flight"
    GUEST = "guest"
    TRAINER = "trainer"
    OBSERVER = "observer"

    @property
    def seat(self) -> str:
        """The seat's name on screen."""
        return _SEATS[self]

    @property
    def may_see_medical(self) -> bool:
        """Whether the private medical stream is for this seat."""
        return self is Role.FLIGHT


_SEATS = {
    Role.FLIGHT: "Flight controller",
    Role.GUEST: "Guest-experience lead",
    Role.TRAINER: "Trainer",
    Role.OBSERVER: "Observer",
}
