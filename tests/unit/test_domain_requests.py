"""Requests name what the person saw, and are no larger than what a person can mean."""

import typing

import pytest

from console.domain.mission import AUTHORITY
from console.domain.requests import ProposeWindow, RejectWindow, Request
from console.protocol import Ask, ProtocolError, decode_to_server, encode

KINDS = typing.get_args(Request)


def travelled(request, request_id="q"):
    return decode_to_server(encode(Ask(request_id=request_id, request=request))).request


def test_every_kind_of_request_has_somebody_who_may_make_it():
    assert set(AUTHORITY) == set(KINDS)
    assert all(AUTHORITY.values())


def test_a_request_survives_the_wire():
    request = RejectWindow(window="w1", seen_revision=2, reason="sleep")
    assert travelled(request) == request


@pytest.mark.parametrize(
    "request_",
    [
        RejectWindow(window="w1", seen_revision=1, reason="x" * 2001),
        RejectWindow(window="w" * 201, seen_revision=1, reason="x"),
        ProposeWindow(opportunity="o" * 201, guests=()),
        ProposeWindow(opportunity="o", guests=("g",) * 51),
    ],
)
def test_more_than_a_person_can_mean_is_refused_before_anybody_looks_at_it(request_):
    with pytest.raises(ProtocolError):
        travelled(request_)


def test_an_id_that_would_fill_the_memory_is_refused():
    with pytest.raises(ProtocolError):
        travelled(ProposeWindow(opportunity="o", guests=()), request_id="q" * 101)


def test_what_changes_a_window_says_which_revision_was_seen():
    about_windows = [kind for kind in KINDS if "window" in kind.__struct_fields__]
    assert about_windows
    assert all("seen_revision" in kind.__struct_fields__ for kind in about_windows)
