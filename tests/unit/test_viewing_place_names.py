"""Words for a point of the Earth."""

from dataclasses import replace

import numpy as np
from builders import a_mission

from console.domain.viewing.place_names import place_names

TOWN = replace(a_mission().targets[0], name="Churchill", latitude_deg=58.8, longitude_deg=-94.2)


def test_a_place_nearby_lends_its_name():
    near, far = place_names(np.array([58.0, -43.4]), np.array([-95.0, -54.2]), [TOWN])
    assert near == "near Churchill"
    assert far == "at 43° S 54° W"
