import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from record_builder import CONFIGURATION, T0_NS, a_frame, a_packet, a_parameter, at

from telemetry.dictionary import MissionDatabase, ParameterKind
from telemetry.export import ExportError, Selection, export_csv, replacing, unit_text
from telemetry.store import MissionFile

FAN = a_parameter("FAN", unit="-", kind=ParameterKind.ENUM, states={0: "OFF", 1: "ON"})
DATABASE = MissionDatabase(
    vehicle="test",
    packets=(
        a_packet("ARS_1HZ", parameters=(a_parameter("CO2"), FAN)),
        a_packet("CAB_5HZ", period_s=0.2, parameters=(a_parameter("P", unit="kPa"),)),
        a_packet("BIO_1HZ", parameters=(a_parameter("HEART"),), is_medical=True),
    ),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MissionFile]:
    path = tmp_path_factory.mktemp("export") / "day"
    with MissionFile.create(
        path, mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        for second in range(4000):
            co2 = np.nan if second == 2 else second / 10
            mission.append_frame(a_frame(second, (co2, second % 2)), T0_NS)
            rows = np.full((5, 1), second)
            mission.append_frame(a_frame(second, rows, packet="CAB_5HZ"), T0_NS)
            mission.append_frame(a_frame(second, (70.0,), packet="BIO_1HZ"), T0_NS)
    with MissionFile.read(path) as reading:
        yield reading


def rows_of(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file))


def test_a_csv_has_units_in_its_header_and_a_row_per_instant(
    file: MissionFile, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    exported = export_csv(Selection(file, ["CO2", "P"], to_ns=at(3)), path)
    rows = rows_of(path)
    assert rows[0] == ["time [UTC]", "CO2 [mmHg]", "P [kPa]"]
    assert rows[1] == ["2021-09-16T00:00:00.000000Z", "0", "0"]
    assert rows[2] == ["2021-09-16T00:00:00.200000Z", "", "0"]
    assert rows[11] == ["2021-09-16T00:00:02.000000Z", "nan", "2"]
    assert (exported.rows, exported.samples) == (len(rows) - 1, 15 + 3)


def test_values_are_written_without_loss_of_what_was_measured(
    file: MissionFile, tmp_path: Path
) -> None:
    export_csv(Selection(file, ["CO2"]), tmp_path / "out.csv")
    found = [float(row[1]) for row in rows_of(tmp_path / "out.csv")[1:]]
    expected = [np.nan if second == 2 else second / 10 for second in range(4000)]
    assert np.array_equal(found, expected, equal_nan=True)


def test_medical_values_are_only_exported_when_named(file: MissionFile) -> None:
    assert [each.id for each in Selection(file).parameters] == ["CO2", "FAN", "P"]
    assert [each.id for each in Selection(file, ["HEART"]).parameters] == ["HEART"]


def test_states_are_explained_where_the_unit_is() -> None:
    assert unit_text(FAN) == "0=OFF 1=ON"


def test_progress_goes_from_nothing_to_all(file: MissionFile, tmp_path: Path) -> None:
    told: list[float] = []
    export_csv(Selection(file, ["CO2"]), tmp_path / "out.csv", told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_an_unknown_parameter_is_refused(file: MissionFile) -> None:
    with pytest.raises(ExportError, match=r"not recorded in .*: NOPE, NADA"):
        Selection(file, ["CO2", "NOPE", "NADA"])


def test_a_span_with_nothing_in_it_is_refused(file: MissionFile) -> None:
    with pytest.raises(ExportError, match=r"begins 2021-09-16T00:00:00Z and ends .*T01:06:39Z"):
        Selection(file, from_ns=at(10_000))


def test_a_file_that_cannot_be_written_is_refused(file: MissionFile, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot write"):
        export_csv(Selection(file, ["CO2"]), tmp_path / "none" / "out.csv")


def test_an_export_that_fails_leaves_the_old_file_and_no_half_of_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")

    def fail() -> None:
        with replacing(path) as partial:
            partial.write_text("half")
            raise LookupError("something else went wrong")

    with pytest.raises(LookupError):
        fail()
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_text() == "before"
