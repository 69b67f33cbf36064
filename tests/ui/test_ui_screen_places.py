import pytest
from PySide6.QtCore import QRect

from console.ui.screen_places import fitted, numbers

LAPTOP = QRect(0, 0, 1366, 740)
WALL = QRect(1366, -200, 3840, 2160)


@pytest.mark.parametrize(
    "place", [[10, 20, 900, 600], [1400, 0, 3000, 1800], [0, 0, 1366, 740], [4000, 1000, 1200, 960]]
)
def test_a_place_that_is_on_a_screen_is_kept(place):
    assert numbers(fitted(QRect(*place), [LAPTOP, WALL])) == place


def test_a_window_of_a_larger_screen_is_as_large_as_the_one_there_is():
    assert fitted(QRect(1366, -200, 3840, 2160), [LAPTOP]) == LAPTOP


@pytest.mark.parametrize("left", [-800, 1000, 30_000])
def test_a_window_half_or_wholly_off_every_screen_comes_back_whole(left):
    found = fitted(QRect(left, 700, 900, 600), [LAPTOP])
    assert LAPTOP.contains(found)
    assert (found.width(), found.height()) == (900, 600)


def test_a_window_goes_to_the_screen_that_has_most_of_it():
    assert WALL.contains(fitted(QRect(1200, 0, 1000, 600), [LAPTOP, WALL]))


def test_a_window_of_a_screen_that_is_gone_goes_to_the_main_one():
    assert WALL.contains(fitted(QRect(9000, 5000, 400, 300), [WALL, LAPTOP]))
