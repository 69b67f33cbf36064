"""What plots show, as CSV: one line for each column of each curve. No Qt."""

import csv
import io
from collections.abc import Iterable

import numpy as np

from console.client.feed import Feed
from telemetry.timebase import NS_PER_S, met_text, utc_text

HEADINGS = ("parameter", "utc", "met", "least", "greatest", "unit")


def plot_csv(
    feed: Feed, parameters: Iterable[str], span_ns: tuple[int, int], launch_ns: int, columns: int
) -> str:
    """Return the drawn columns of a span; where samples are known one by one both values agree."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    for parameter_id in parameters:
        unit = feed.database.parameters[parameter_id].unit
        drawn = feed.history.columns(parameter_id, *span_ns, columns)
        for at in np.flatnonzero(np.isfinite(drawn.low)).tolist():
            time_ns = int(drawn.times_ns[at])
            writer.writerow(
                (
                    parameter_id,
                    utc_text(time_ns, milliseconds=True),
                    met_text((time_ns - launch_ns) / NS_PER_S),
                    repr(float(drawn.low[at])),
                    repr(float(drawn.high[at])),
                    unit,
                )
            )
    return text.getvalue()
