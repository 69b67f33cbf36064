"""A mapping whose changed copies leave the first as it was."""

from hypothesis import given
from hypothesis import strategies as st

from console.domain.immutable_map import ImmutableMap

names = st.text(max_size=3)
changes = st.lists(st.tuples(names, st.one_of(st.none(), st.integers())), max_size=60)


@given(st.dictionaries(names, st.integers()), changes)
def test_it_is_what_a_dictionary_would_be_after_the_same_changes(first, changed):
    expected, found = dict(first), ImmutableMap(first)
    for key, value in changed:
        before, was = found, dict(found)
        if value is None:
            expected.pop(key, None)
            found = found.drop(key)
        else:
            expected[key] = value
            found = found.put(key, value)
        assert before == was
    assert found == expected
    assert len(found) == len(expected)
    assert {key: found[key] for key in found} == dict(found.items()) == expected
    assert list(found.values()) == [found[key] for key in found]


def test_dropping_what_is_not_there_changes_nothing():
    one = ImmutableMap({"a": 1})
    assert one.drop("b") is one


def test_its_order_depends_on_its_names_alone():
    assert list(ImmutableMap({"a": 1, "b": 2})) == list(ImmutableMap({"b": 2}).put("a", 1))
