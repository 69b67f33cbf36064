"""Parts of a screen that only some seats are offered."""

from PySide6.QtWidgets import QWidget


def offer_if(is_offered: bool, *parts: QWidget) -> None:  # read as "offer if …"
    """Leave `parts` out unless they are offered; those that are appear with what they stand in.

    To show a part before it stands anywhere would give it a window of its own for a moment.
    """
    if not is_offered:
        for part in parts:
            part.hide()
