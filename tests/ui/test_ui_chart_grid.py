from console.client.mirror import Step, Stepped
from console.ui.panels.power import CHARTS
from console.ui.plots.chart_grid import ChartGrid
from console.ui.seat import EVERYTHING


def test_the_past_of_every_chart_is_asked_for_once_and_again_after_the_link_broke(
    seat, desk, sent, qtbot
):
    grid = ChartGrid(seat, CHARTS[:2], others=["CAB_PPO2"])
    qtbot.addWidget(grid)
    for _ in range(3):
        grid.refresh(EVERYTHING)
    asked = [question[0] for question in sent.questions]
    assert sorted(asked) == sorted({*CHARTS[0].parameters, *CHARTS[1].parameters, "CAB_PPO2"})
    for step in (Step.STALE, Step.LIVE):
        desk.take([Stepped(step)])
        grid.refresh(EVERYTHING)
    assert len(sent.questions) == 2 * len(asked)
