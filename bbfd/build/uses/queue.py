"""A queue of SQS, and the one that its dead letters go to."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Output, Ref

from bbfd.build import queues
from bbfd.build.assemble import Made
from bbfd.build.queues import Redriven, Times, guarded
from bbfd.model.queue import Fifo

_LONGEST = 1209600  # seconds: 14 days


def queue(
    title: str,
    *,
    times: Times,
    fifo: Fifo | None,
    tries: int | None,
    encryption_key: str | None,
    kept: bool,
) -> Iterator[Made]:
    """The queue, its dead letters, and the policy that lets both be reached by TLS alone."""
    dead = f"{title}DeadLetters"
    redriven = None if tries is None else Redriven(to=dead, tries=tries)
    yield queues.queue(title, times, fifo=fifo, redriven=redriven, key=encryption_key, kept=kept)
    yield guarded(f"{title}Policy", title)
    if redriven is not None:
        ordered = fifo is not None
        yield queues.dead(dead, retention=_LONGEST, fifo=ordered, key=encryption_key, kept=kept)
        yield guarded(f"{dead}Policy", dead)
    yield Output(f"{title}Url", Value=Ref(title))
    yield Output(f"{title}Arn", Value=GetAtt(title, "Arn"))
