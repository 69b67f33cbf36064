import pytest

from console.domain.replay import Bookmark
from console.server.bookmarks import Bookmarks, bookmarks_path
from telemetry.places import FilePlace
from telemetry.replay import ReplayError


def test_bookmarks_outlive_the_replay_and_come_in_order_of_time(tmp_path):
    marks = Bookmarks(tmp_path / "day.bookmarks")
    marks.put(300, "later")
    marks.put(100, "before")
    marks.put(200, "taken away")
    marks.put(200, "")
    assert Bookmarks(tmp_path / "day.bookmarks").all() == (
        Bookmark(instant_ns=100, name="before"),
        Bookmark(instant_ns=300, name="later"),
    )


def test_a_bookmark_that_cannot_be_written_is_refused_and_not_kept(tmp_path):
    marks = Bookmarks(tmp_path / "file" / "day.bookmarks")
    (tmp_path / "file").touch()
    with pytest.raises(ReplayError, match="cannot be written"):
        marks.put(100, "here")
    assert marks.all() == ()


def test_a_damaged_file_of_bookmarks_is_named(tmp_path):
    (tmp_path / "day.bookmarks").write_text("no list")
    with pytest.raises(ReplayError, match=r"day\.bookmarks cannot be read"):
        Bookmarks(tmp_path / "day.bookmarks")


def test_the_bookmarks_of_a_file_lie_beside_it(tmp_path):
    place = FilePlace(tmp_path / "day.mission")
    assert bookmarks_path(place, "r1") == tmp_path / "day.mission.bookmarks"


def test_the_bookmarks_of_a_database_are_the_users(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert bookmarks_path(object(), "r1") == tmp_path / "cupola" / "r1.bookmarks"
