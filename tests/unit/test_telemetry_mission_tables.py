"""Hand-written tables are read to the end, and every problem is noted with its place."""

import pytest

from telemetry.mission_tables import Fields, read_csv_rows, read_toml
from telemetry.timebase import parse_utc


def fields(**values):
    problems: list[str] = []
    return Fields("here.toml", values, problems), problems


def test_sound_values_come_out_as_they_are_and_leave_no_problem() -> None:
    table, problems = fields(
        name=" Uluru ",
        mode="day",
        height=863,
        start="1/06:00:00",
        launch="2021-09-16T00:02:00Z",
        boresight=[1, 0.5, 0],
        wishes=["uluru"],
        preferences={"mountain": 9},
    )
    assert table.text("name") == "Uluru"
    assert table.choice("mode", ("day", "night")) == "day"
    assert table.number("height", -500, 9000) == 863
    assert table.duration_s("start") == 108_000
    assert table.utc_ns("launch") == parse_utc("2021-09-16T00:02:00Z")
    assert table.vector("boresight") == (1.0, 0.5, 0.0)
    assert table.words("wishes") == ("uluru",)
    assert table.ratings("preferences") == {"mountain": 9.0}
    table.finish()
    assert problems == []


@pytest.mark.parametrize(
    ("value", "read", "problem"),
    [
        (None, lambda t: t.text("key"), "key is missing"),
        (7, lambda t: t.text("key"), "key must be a text"),
        ("x", lambda t: t.choice("key", ("a", "b")), "key is 'x'; it must be one of a, b"),
        ("x", lambda t: t.number("key", 0, 1), "key is 'x'; it must be a number from 0 to 1"),
        (2.0, lambda t: t.number("key", 0, 1), "key is '2.0'; it must be a number from 0 to 1"),
        (float("nan"), lambda t: t.number("key", 0, 1), "key is 'nan'; it must be a number"),
        (True, lambda t: t.number("key", 0, 1), "key is 'True'; it must be a number"),
        (None, lambda t: t.number("key", 0, 1), "key is missing"),
        ("soon", lambda t: t.duration_s("key"), "key: 'soon' is not a duration"),
        (None, lambda t: t.duration_s("key"), "key is missing"),
        ("soon", lambda t: t.utc_ns("key"), "key: 'soon' is not a UTC time"),
        ([1, 2], lambda t: t.vector("key"), "key must be three numbers"),
        ("uluru", lambda t: t.words("key"), "key must be a list of texts"),
        ({"a": 11}, lambda t: t.ratings("key"), "here.toml, key: a is '11'; it must be a number"),
        ([1], lambda t: t.ratings("key"), "key must be a table"),
        ({}, lambda t: t.tables("key"), "key must be an array of tables"),
    ],
)
def test_a_wrong_value_is_noted_and_reading_goes_on(value, read, problem) -> None:
    table, problems = fields(key=value)
    read(table)
    assert len(problems) == 1
    assert problem in problems[0]
    assert problems[0].startswith("here.toml")


def test_what_may_be_left_out_has_its_default() -> None:
    table, problems = fields()
    assert table.text("note", "") == ""
    assert table.number("height", 0, 1, 0.5) == 0.5
    assert table.utc_ns("valid", 42) == 42
    assert table.words("wishes") == ()
    assert table.ratings("preferences") == {}
    assert table.tables("people") == []
    assert problems == []


def test_a_key_nobody_asked_for_is_a_typing_mistake() -> None:
    table, problems = fields(nmae="Uluru")
    table.text("name", "")
    table.finish()
    assert problems == ["here.toml: unknown key 'nmae'"]


def test_broken_toml_is_one_problem_and_an_empty_table() -> None:
    problems: list[str] = []
    assert read_toml("a.toml", b"x = ", problems).written() == []
    assert read_toml("b.toml", b"\xff", problems).written() == []
    assert [problem.partition(":")[0] for problem in problems] == ["a.toml", "b.toml"]


def test_rows_keep_their_line_numbers_past_remarks_and_blank_lines() -> None:
    problems: list[str] = []
    data = b"# remark\nname,value\n\nfirst,1\n# another\nsecond,2\n"
    rows = read_csv_rows("t.csv", data, ("name",), problems)
    assert [row.place for row in rows] == ["t.csv:4", "t.csv:6"]
    assert [row.text("name") for row in rows] == ["first", "second"]
    assert problems == []


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\xff\xfe", "t.csv: not a text file"),
        (b"value\n1\n", "t.csv:1: columns missing: name"),
        (b"name,value\nfirst\n", "t.csv:2: 1 cells under 2 columns"),
        (b'name,value\n"first,1\n', "t.csv:2: not CSV"),
    ],
)
def test_a_broken_table_is_told_with_its_line(data, problem) -> None:
    problems: list[str] = []
    assert read_csv_rows("t.csv", data, ("name",), problems) == []
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_no_file_has_no_rows_and_no_problem_of_its_own() -> None:
    problems: list[str] = []
    assert read_csv_rows("t.csv", b"", ("name",), problems) == []
    assert problems == []
