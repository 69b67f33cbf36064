"""A widget that shows one pane at one instant."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.domain.viewing.pane_scene import PaneScene
from console.ui.painting import paint_text
from console.ui.plots.pane_drawing import PaneSubject, draw_pane
from console.ui.theme import Look, colour


class PaneCanvas(QWidget):
    """The drawing as large as there is room, or words why there is none.

    Parameters
    ----------
    has_names : bool
        Whether things are named in it; a small picture has no room for that.
    """

    def __init__(self, look: Look, *, has_names: bool = True) -> None:
        super().__init__()
        self._look = look
        self._has_names = has_names
        self._scene: PaneScene | None = None
        self._subject = PaneSubject(targets=())
        self._why_none = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.update)

    @property
    def scene(self) -> PaneScene | None:
        """What is shown, None for nothing."""
        return self._scene

    def show_scene(self, scene: PaneScene | None, subject: PaneSubject, why_none: str = "") -> None:
        """Show another instant, or say why nothing can be shown."""
        self._scene, self._subject, self._why_none = scene, subject, why_none
        self.update()

    def sizeHint(self) -> QSize:
        """Return a square."""
        side = self._look.px(220)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the pane."""
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        if self._scene is None:
            ink = colour(self._look.theme.text_dim)
            centre = Qt.AlignmentFlag.AlignHCenter
            paint_text(painter, box, self._why_none, ink, font=self._look.font(12), align=centre)
        else:
            draw_pane(
                painter, self._look, box, self._scene, self._subject, has_names=self._has_names
            )
        painter.end()
