"""A progress bar on the terminal for long simulations."""

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from telemetry.timebase import met_text


class ProgressBar:
    """Shows how much of a simulation is done, on standard error.

    Parameters
    ----------
    duration_s
        Mission time that will be simulated.
    """

    def __init__(self, duration_s: float) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("simulating", total=duration_s)

    def __enter__(self) -> "ProgressBar":
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, elapsed_s: float) -> None:
        """Take the seconds of mission simulated."""
        self._progress.update(
            self._task, completed=elapsed_s, description=f"simulated {met_text(elapsed_s)}"
        )
