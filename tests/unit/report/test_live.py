from bbfd.deploy.progress import Doing, Phase
from bbfd.report.live import Board


def test_whom_a_service_waits_for_stands_on_the_board() -> None:
    board = Board(lambda: 0.0)
    board.take(Phase(stack="dev-api", doing=Doing.QUEUED, about="after dev-web"))
    (line,) = board.lines(80, 24)
    assert line.text == "dev-api: waiting for its turn, after dev-web  00:00"
