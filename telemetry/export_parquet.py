"""Recorded telemetry as Apache Parquet, for pandas, Polars, DuckDB and the like."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from telemetry.export import (
    Chunk,
    Exported,
    Progress,
    Selection,
    replacing,
    unit_text,
)


def export_parquet(
    selection: Selection, path: Path, progress: Progress = lambda _: None
) -> Exported:
    """Write a table: times as UTC nanoseconds, a column per parameter.

    A parameter that was not sampled at an instant is null; INVALID is NaN. Unit, name
    and states are in each column's metadata.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    schema = _schema(selection)
    rows = samples = 0
    with replacing(path) as partial, pq.ParquetWriter(partial, schema, compression="zstd") as out:
        for chunk in selection.chunks(progress):
            out.write_table(pa.table(_columns(chunk), schema=schema))
            rows += chunk.times_ns.size
            samples += int(chunk.sampled.sum())
    return Exported(rows=rows, samples=samples)


def _schema(selection: Selection) -> pa.Schema:
    fields = [pa.field("time", pa.timestamp("ns", tz="UTC"), nullable=False)]
    for each in selection.parameters:
        about = {"unit": unit_text(each), "name": each.name}
        fields.append(pa.field(each.id, pa.float64(), metadata=about))
    return pa.schema(fields, metadata={"mission": selection.file.mission})


def _columns(chunk: Chunk) -> list[pa.Array]:
    return [
        pa.array(chunk.times_ns, type=pa.timestamp("ns", tz="UTC")),
        *(
            pa.array(values, mask=~sampled)
            for values, sampled in zip(chunk.values.T, chunk.sampled.T, strict=True)
        ),
    ]
