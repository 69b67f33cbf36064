"""The errors that are the user's to mend: each is one line and exit status 2, never a traceback."""


def own_errors() -> tuple[type[Exception], ...]:
    """Return the error types of every boundary a command can meet.

    Imported here and not above, so that ``cupola --help`` does not load what it does not need.
    """
    from console.cli.preflight import UsageError
    from console.config import ConfigError
    from console.domain.viewing.sites import SiteError
    from console.protocol import ProtocolError
    from telemetry.curve import KeysError
    from telemetry.dictionary import DictionaryError
    from telemetry.elements import ElementsError, PropagationError
    from telemetry.mission import MissionError
    from telemetry.replay import ReplayError
    from telemetry.sockets import LinkError
    from telemetry.store import StoreError

    return (
        ConfigError,
        DictionaryError,
        ElementsError,
        KeysError,
        LinkError,
        MissionError,
        PropagationError,
        ProtocolError,
        ReplayError,
        SiteError,
        StoreError,
        UsageError,
    )
