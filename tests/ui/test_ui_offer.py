from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from console.ui.offer import offer_if


def test_what_is_offered_appears_with_what_it_stands_in_and_the_rest_stays_away(qtbot):
    page, mine, not_mine = QWidget(), QPushButton("mine"), QPushButton("not mine")
    qtbot.addWidget(page)
    offer_if(True, mine)
    offer_if(False, not_mine)
    assert not mine.isVisible()  # it has no window of its own
    rows = QVBoxLayout(page)
    rows.addWidget(mine)
    rows.addWidget(not_mine)
    page.show()
    assert mine.isVisible()
    assert not not_mine.isVisible()
