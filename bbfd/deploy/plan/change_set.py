"""A change set is asked for and waited for. An answer that was lost is read back, and what was refused says why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING

from bbfd.deploy.commands import lasting, named
from bbfd.deploy.progress import Doing, Note, Phase
from bbfd.deploy.records import Readiness
from bbfd.deploy.submission import CHANGE_SET, acknowledged_for
from bbfd.deploy.unknown import Unknown, or_unknown
from bbfd.diagnose import Evidence, diagnosed
from bbfd.errors import AwsError, Refused, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means, Wishes
    from bbfd.deploy.records import ChangeSet, StackState
    from bbfd.deploy.submission import Submission
    from bbfd.diagnose import Cause, Validation
    from bbfd.model.stack import Stack

_TRIES = 3
_LOST = (Trouble.UNREACHABLE, Trouble.EXISTS)
_FULL = "LimitExceededException"
_CAPABILITIES = "InsufficientCapabilitiesException"
_STALE = timedelta(hours=1)
_MOST_REMOVED = 25
_OURS = re.compile(rf"changeSet/({CHANGE_SET}(\d{{8}}T\d{{6}}Z)-[0-9a-f-]+)/")


def asked(
    submission: Submission, stack: Stack, state: StackState | None, means: Means
) -> ChangeSet:
    """Ask for the change set; the token makes every call the same one. Its name is ours alone."""
    means.tell(Phase(stack=submission.stack, doing=Doing.PROPOSING))
    for left in reversed(range(_TRIES)):
        try:
            return means.aws.stacks.create_change_set(submission)
        except AwsError as error:
            made = _read_back(submission, stack, state, means, error)
            if made is not None:
                return made
            if not left:
                raise
            means.clock.sleep(means.pace.first)
    raise AssertionError("the last try returns or raises")


def _read_back(
    submission: Submission, stack: Stack, state: StackState | None, means: Means, error: AwsError
) -> ChangeSet | None:
    """Give the change set of a call whose answer was lost; None where it may be asked for again. Else raise."""
    if error.code == _FULL:
        if state is None or not _freed(state, means):
            raise _full(stack.name) from error
        return None
    if error.code == _CAPABILITIES:
        raise _unacknowledged(stack, error) from error
    if error.trouble not in _LOST:
        raise error
    try:
        return means.aws.stacks.change_set(submission.name, submission.stack)
    except AwsError as unread:
        if unread.trouble is Trouble.ABSENT and error.trouble is Trouble.UNREACHABLE:
            return None
        raise error from None


def ready(change_set: ChangeSet, wishes: Wishes, means: Means, *, stack: str) -> ChangeSet:
    """Wait until it is ready, empty or failed. Refused where that takes longer than was given."""
    clock, waits = means.clock, list(means.pace.proposing)
    began = told = clock.monotonic()
    while change_set.readiness is Readiness.PENDING:
        now = clock.monotonic()
        if now - began > wishes.timeout:
            raise Refused(
                f"the change set was not ready after {lasting(wishes.timeout)}",
                fix="nothing was changed: deploy again, or with a longer `--timeout`",
            )
        wait = waits.pop(0) if len(waits) > 1 else waits[0]
        if now + wait - told > means.pace.heartbeat:
            told = now
            text = f"AWS has been working out what would change for {lasting(now - began)}"
            means.tell(Note(stack=stack, text=text))
        clock.sleep(wait)
        change_set = means.aws.stacks.change_set(change_set.id, change_set.stack_id)
    return change_set


class ChangeSetRefused(Refused):
    """CloudFormation, or a hook, refused a change set. causes: of it, as far as they are known; stack: its name."""

    def __init__(self, what: str, *, fix: str, stack: str, causes: tuple[Cause, ...]) -> None:
        super().__init__(what, fix=fix)
        self.stack = stack
        self.causes = causes


def failed(
    change_set: ChangeSet, stack: Stack, submission: Submission, means: Means
) -> ChangeSetRefused:
    """Say why CloudFormation refused it: the cause, and each thing that its own validation, or a hook, found."""
    found = or_unknown(lambda: means.aws.stacks.validations(change_set))
    checks = () if isinstance(found, Unknown) else tuple(v for v in found if v.fails)
    evidence = Evidence(
        stack=stack.name,
        validations=checks,
        body=stack.body,
        values=submission.values,
    )
    causes = named(diagnosed(evidence), stack.tags)
    why = change_set.reason or "it gave no reason"
    said = [*_lines(checks, stack)]
    if causes:
        said.append(f"CloudFormation says: {why}")
    if isinstance(found, Unknown):
        said.append(f"what exactly was found could not be read: {found.why}")
    head = "; ".join(cause.what for cause in causes) or why
    what = "\n  ".join([f"CloudFormation refused the change set: {head}", *said])
    fix = _fix(causes, takes_over=submission.takes_over)
    return ChangeSetRefused(what, fix=fix, stack=stack.name, causes=causes)


def _fix(causes: tuple[Cause, ...], *, takes_over: bool) -> str:
    if takes_over:
        return "give each resource that is taken over `DeletionPolicy: Retain`, or remove it by hand; then deploy again"
    fixes = dict.fromkeys(cause.fix for cause in causes)
    return "\n".join(fixes) or "correct what it names in the definition, then deploy again"


def _lines(checks: tuple[Validation, ...], stack: Stack) -> Iterator[str]:
    """One for each finding; a resource may have several."""
    for one in dict.fromkeys(checks):
        field = stack.field_of(one.logical_id, *one.path.split("/"))
        place = ".".join(filter(None, (one.logical_id, one.path.replace("/", "."))))
        where = f" ({stack.definition}, `{field}`)" if field and stack.definition else ""
        said = ": ".join(filter(None, (place, one.name, one.reason)))
        yield f"{said}{where}"


def _freed(state: StackState, means: Means) -> bool:
    """Remove change sets that earlier runs of ours left behind with nothing in them. Whether there were any.

    One that is ready may be kept for review, and one of somebody else is not ours to remove.
    """
    stacks, removed = means.aws.stacks, 0
    waiting = or_unknown(lambda: stacks.change_sets(state.id))
    for arn in () if isinstance(waiting, Unknown) else sorted(waiting, key=_begun):
        if not _is_stale(arn, means.clock.utc()) or removed >= _MOST_REMOVED:
            continue
        made = or_unknown(partial(stacks.change_set, arn, state.id))
        if isinstance(made, Unknown) or made.readiness not in (Readiness.EMPTY, Readiness.FAILED):
            continue
        gone = or_unknown(partial(stacks.delete_change_set, arn, state.id))
        removed += not isinstance(gone, Unknown)
    return removed > 0


def _begun(arn: str) -> str:
    found = _OURS.search(arn)
    return found[2] if found else ""


def _is_stale(arn: str, now: datetime) -> bool:
    begun = _begun(arn)
    if not begun:
        return False
    made = datetime.strptime(begun, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    return now - made > _STALE


def _full(stack: str) -> Refused:
    return Refused(
        f"CloudFormation keeps no more change sets for the stack {stack}, and none of them is an empty one of ours",
        fix=f"`aws cloudformation list-change-sets --stack-name {stack}` lists them; remove those that nobody "
        "waits for with `aws cloudformation delete-change-set`, then deploy again",
    )


def _unacknowledged(stack: Stack, error: AwsError) -> Refused:
    named = ", ".join(f"{name} ({kind})" for name, kind in acknowledged_for(stack.body))
    about = (
        f"what asks for them is {named}" if named else "no resource of the template asks for them"
    )
    return Refused(
        f"CloudFormation asks for capabilities that were not given; {about}: {error.what}",
        fix="a macro or a hook of the account adds to the template: deploy without it, or ask who runs it",
    )
