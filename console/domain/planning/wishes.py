"""What each guest would like to see, in numbers that are fair to compare."""

from collections.abc import Iterable, Mapping
from typing import Final

from console.domain.viewing.opportunity import (
    BEST_LIGHT,
    HOME_TOWN,
    LANDMARK_BY_DAY,
    REEF_COLOURS,
    Opportunity,
)
from telemetry.mission import Person, Target

UNNAMED: Final = 5.0
OWN_HOME: Final = 10.0


# The same place by day, once more and in another light, is the same sight to a guest.
_FAMILY: Final = {BEST_LIGHT: LANDMARK_BY_DAY, REEF_COLOURS: LANDMARK_BY_DAY}


def subject(opportunity: Opportunity) -> str:
    """Return what makes two opportunities a repeat: the same target in the same kind of light."""
    family = _FAMILY.get(opportunity.product, opportunity.product)
    return f"{family}/{opportunity.target}"


def is_for(person: Person, opportunity: Opportunity) -> bool:
    """Return whether it means anything to `person`: a home town does to who lives there."""
    return opportunity.product != HOME_TOWN or opportunity.target == person.home


def weights(
    person: Person, opportunities: Iterable[Opportunity], targets: Iterable[Target]
) -> Mapping[str, float]:
    """Return what a perfect view of each subject is worth to `person`.

    Preferences are by product or by kind of target; the higher of the two counts, 5 where
    neither is named, 10 for a guest's own home. They are scaled to a mean of 5 over the
    subjects of this flight, so that writing "10 everywhere" gains nothing.
    """
    kinds = {target.id: target.kind for target in targets}
    raw: dict[str, float] = {}
    for each in opportunities:
        if not is_for(person, each):
            continue
        named = [
            person.preferences[key]
            for key in (each.product, kinds.get(each.target, ""))
            if key in person.preferences
        ]
        usual = OWN_HOME if each.product == HOME_TOWN else UNNAMED
        raw[subject(each)] = max(named, default=usual)
    mean = sum(raw.values()) / len(raw) if raw else 0.0
    if mean <= 0.0:
        return dict.fromkeys(raw, UNNAMED)
    return {key: value * UNNAMED / mean for key, value in raw.items()}
