"""The queue of starts that were given up, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterator

from awacs.aws import Statement

from bbfd.build import ids
from bbfd.build.assemble import Made, Origin
from bbfd.build.bounds import beyond
from bbfd.build.dead_letters import alarm, letters
from bbfd.model.schedule import Unstarted
from bbfd.model.stack import Refusal


def given_up(wanted: Unstarted, *allowed: Statement, kept: bool) -> Iterator[Made]:
    """The queue, and an alarm where it is asked for. allowed: who fills it, where its own policy must say so."""
    yield from letters(*allowed, retention=wanted.retention, kept=kept)
    yield Origin(ids.DEAD_LETTERS, "unstarted")
    yield from beyond(wanted, "unstarted", {"retention": range(60, 1209601)})
    if wanted.alarm:
        yield alarm(wanted.notify)
        yield Origin(ids.DEAD_LETTERS_ALARM, "unstarted.alarm")
    elif wanted.notify:
        yield Refusal(
            what="there is somebody to notify of what was given up, and no alarm that does",
            fix="write Unstarted(alarm=True, notify=...), or remove notify=",
            field="unstarted.notify",
        )
