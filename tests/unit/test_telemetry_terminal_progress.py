import io

from telemetry.terminal_progress import shown_on


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_what_is_done() -> None:
    terminal = Terminal()
    with shown_on(terminal, "reading") as progress:
        progress(0.5)
    assert "reading" in terminal.getvalue()
    assert "50%" in terminal.getvalue()


def test_where_nobody_looks_nothing_is_shown() -> None:
    stream = io.StringIO()
    with shown_on(stream, "reading") as progress:
        progress(0.5)
    assert stream.getvalue() == ""
