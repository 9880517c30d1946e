"""What a run tells besides how its stacks end: tags that nobody looked behind, credentials that end too soon."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bbfd.deploy.outcome import Ended
from bbfd.deploy.plan.digest import UNRESOLVED
from bbfd.deploy.progress import Note
from bbfd.model.stack import FromImage

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.outcome import Outcome
    from bbfd.deploy.run.several import Run
    from bbfd.model.stack import Stack


def of_tags(run: Run, outcomes: Iterable[Outcome]) -> Iterable[str]:
    """Say once, of all that did not change, that nobody looked where the tags of their images point to."""
    same = {outcome.stack for outcome in outcomes if outcome.ended is Ended.UNCHANGED}
    tagged = [s.name for s, _ in run.services if s.name in same and _is_tagged(s)]
    if tagged:
        names = tagged[0] if len(tagged) == 1 else f"{len(tagged)} stacks"
        yield f"{names}: {UNRESOLVED}"


def _is_tagged(stack: Stack) -> bool:
    return any(
        parameter.default is None or "@sha256:" not in parameter.default
        for parameter in stack.parameters
        if isinstance(parameter.source, FromImage) and not parameter.source.ours
    )


def warn_of_credentials(run: Run, means: Means) -> None:
    """Say so where the credentials end before the watching may: nothing of the deployment itself ends with them."""
    expires = means.aws.expires()
    longest = max((wishes.timeout for _, wishes in run.each), default=0.0)
    if expires is None or not run.each:
        return
    left = (expires - means.clock.utc()).total_seconds()
    if left < longest:
        text = (
            f"the credentials expire at {expires:%H:%M} UTC, in {left / 60:.0f} min; "
            "a deployment that takes longer goes on in AWS, and cannot be watched to its end"
        )
        means.tell(Note(stack=run.each[0][0].name, text=text))
