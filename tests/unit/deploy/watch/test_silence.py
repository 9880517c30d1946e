from bbfd.deploy.progress import Doing, Heartbeat, Note, Phase
from bbfd.deploy.watch.silence import Silence
from bbfd.errors import Trouble
from tests.unit.deploy.fakes import VirtualClock


class _Told:
    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.all: list[object] = []
        self.silence = Silence(self.all.append, self.clock, longest=30.0, name="prod")


def test_a_short_wait_is_not_told_of() -> None:
    told = _Told()
    told.clock.now = 29.0
    told.silence.waits(1.0, None)
    assert told.all == []


def test_a_wait_that_would_be_silent_for_too_long_is_told_before_it() -> None:
    told = _Told()
    told.clock.now = 10.0
    told.silence.waits(20.5, Trouble.UNREACHABLE)
    told.silence.waits(20.0, Trouble.UNREACHABLE)
    (note,) = told.all
    assert note == Note(stack="prod", text="AWS does not answer: waiting, after 10 s")


def test_what_is_told_meanwhile_breaks_the_silence_where_it_makes_a_line() -> None:
    told = _Told()
    told.clock.now = 28.0
    told.silence.tell(Heartbeat(stack="web", seconds=1.0))
    told.silence.waits(20.0, None)
    assert len(told.all) == 1
    told.clock.now = 50.0
    told.silence.tell(Phase(stack="web", doing=Doing.LOOKING))
    told.silence.waits(20.0, Trouble.THROTTLED)
    assert told.all[-1] == Note(
        stack="prod", text="AWS limits how often it may be asked: waiting, after 50 s"
    )
