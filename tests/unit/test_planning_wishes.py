"""Preferences in numbers that are fair to compare."""

from dataclasses import replace

import pytest
from builders import a_mission, an_opportunity

from console.domain.planning.wishes import is_for, subject, weights
from console.domain.viewing.opportunity import BEST_LIGHT, HOME_TOWN

PERSON = next(p for p in a_mission().people if p.role == "guest")
MOUNTAIN = next(t for t in a_mission().targets if t.kind == "mountain")
REEF = next(t for t in a_mission().targets if t.kind == "reef")
VIEWS = (
    an_opportunity("m", target=MOUNTAIN.id),
    an_opportunity("r", target=REEF.id),
)


def weighed(**preferences):
    person = replace(PERSON, preferences=preferences)
    return list(weights(person, VIEWS, a_mission().targets).values())


def test_a_named_kind_is_worth_more():
    mountain, reef = weighed(mountain=10.0)
    assert mountain == pytest.approx(2 * reef)


def test_ten_everywhere_gains_nothing():
    assert weighed(mountain=10.0, reef=10.0) == pytest.approx(weighed())


def test_zero_everywhere_loses_nothing():
    assert weighed(mountain=0.0, reef=0.0) == pytest.approx(weighed())


def test_the_product_counts_if_it_is_named_higher_than_the_kind():
    person = replace(PERSON, preferences={"mountain": 2.0, "landmark by day": 8.0})
    found = weights(person, VIEWS, a_mission().targets)
    assert len(set(found.values())) == 1


def test_the_same_place_in_its_best_light_is_the_same_sight():
    better = an_opportunity("b", target=MOUNTAIN.id, product=BEST_LIGHT)
    assert subject(better) == subject(VIEWS[0])


def test_a_home_town_is_for_who_lives_there():
    home = an_opportunity("h", target=PERSON.home, product=HOME_TOWN)
    assert is_for(PERSON, home)
    assert not is_for(replace(PERSON, home="elsewhere"), home)
    assert subject(home) in weights(PERSON, (home, *VIEWS), a_mission().targets)
    others = weights(replace(PERSON, home=""), (home, *VIEWS), a_mission().targets)
    assert subject(home) not in others
