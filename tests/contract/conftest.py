from collections.abc import Iterator

import postgres_server
import pytest


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Run a PostgreSQL server; give the URL of its database, without a record's name."""
    with postgres_server.running() as url:
        yield url
