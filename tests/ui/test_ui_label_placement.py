from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from console.ui.plots.label_placement import Box, LabelPlacer

MAP = Box(0, 0, 400, 200)
marks = st.lists(st.tuples(st.floats(0, 400), st.floats(0, 200)), max_size=40)


@given(marks)
def test_no_label_covers_another_or_leaves_the_map(places):
    placer = LabelPlacer(bounds=MAP)

    boxes = [box for x, y in places if (box := placer.place(x, y, 60, 14)) is not None]

    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    assert all(box.is_inside(MAP) for box in boxes)


def test_a_label_moves_aside_for_a_more_important_one():
    placer = LabelPlacer(bounds=MAP)

    first = placer.place(100, 100, 60, 14)
    second = placer.place(102, 100, 60, 14)

    assert first is not None
    assert second is not None
    assert first.left > 100
    assert second.right < 102


def test_a_label_without_room_is_left_out_rather_than_drawn_over_others():
    placer = LabelPlacer(bounds=MAP)
    placer.keep_clear([MAP])

    assert placer.place(100, 100, 60, 14) is None
