import pytest

from console.cli import main


@pytest.mark.parametrize("publish", ["tcp://0.0.0.0:9872", "nonsense"])
def test_an_address_that_is_open_or_makes_no_sense_is_refused_in_one_line(capsys, publish):
    assert main(["bridge", "--plotjuggler", "--publish", publish]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "Traceback" not in told
