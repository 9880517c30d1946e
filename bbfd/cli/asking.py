"""Questions to the person at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import click

from bbfd.cli.signals import Requests
from bbfd.deploy.means import Choice
from bbfd.deploy.proposal import Decision, Intervention, Removal
from bbfd.errors import Refused
from bbfd.model.access import Local
from bbfd.model.environment import Environment
from bbfd.report.changes import kind_of, removal_lines
from bbfd.report.console import Console
from bbfd.report.intervention import intervention_lines
from bbfd.report.redacted import redacted_record

T = TypeVar("T")
_ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


@dataclass(frozen=True)
class Asker:
    """Puts a decision to the person at the terminal. yes: it was said beforehand. where: whose AWS it is about.

    secrets: of a stack by its name, the variables that carry secrets.
    """

    console: Console
    yes: bool
    interactive: bool
    where: str
    secrets: Callable[[str], frozenset[str]] = lambda _: frozenset()

    def __call__(self, decision: Decision) -> bool:
        """Whether to go on. Refused where nobody can be asked."""
        decision = redacted_record(decision, self.secrets(decision.stack))
        if isinstance(decision, Removal):
            self.console.say(removal_lines(decision))
        elif isinstance(decision, Intervention):
            self.console.say(intervention_lines(decision))
        if self.yes:
            return True
        if not self.interactive:
            raise _nobody(decision)
        self.console.doing("")
        return agreed(f"{_question(decision)} {self.where}?", default=says_yes_by_default(decision))


def _question(decision: Decision) -> str:
    if isinstance(decision, Intervention):
        return f"{decision.asks} in"
    if isinstance(decision, Removal):
        return f"Delete {decision.stack} from"
    return f"Deploy {decision.stack} to"


def _nobody(decision: Decision) -> Refused:
    if isinstance(decision, Intervention):
        return Refused(
            f"there is no terminal to ask at: {decision.asks}?",
            fix="look at what would happen, then give --yes",
        )
    gone = isinstance(decision, Removal)
    return Refused(
        f"{decision.stack} would {'be deleted' if gone else 'change'}, and there is no terminal to ask at",
        fix=f"look at what would {'go' if gone else 'change'}, then give --yes",
    )


@dataclass(frozen=True)
class Chooser:
    """Asks what becomes of operations in AWS, after Ctrl-C. Without a person they are left to AWS.

    requests: what was asked for by signals; of a second one nobody is asked any more.
    watch: gives the command that watches a stack again.
    """

    console: Console
    interactive: bool
    requests: Requests
    watch: Callable[[str], str] = lambda _: "bbfd watch SERVICE --env E"

    def __call__(self, stacks: tuple[str, ...]) -> Choice:
        """What to do. stacks: their names. Raises KeyboardInterrupt for another Ctrl-C."""
        asked = self.interactive and not self.requests.ordered
        choice = self._ask(stacks) if asked else Choice.DETACH
        if choice is not Choice.GO_ON:
            commands = dict.fromkeys(f"`{self.watch(stack)}`" for stack in stacks[:5])
            self.requests.next_ends(f"stopped: {_those(stacks)} in AWS; see {', '.join(commands)}")
        return choice

    def _ask(self, stacks: tuple[str, ...]) -> Choice:
        with self.console.still():
            question = (
                f"{_those(stacks)} in AWS.\n"
                "[d]etach, [c]ancel and roll back, [k]eep watching? [d/c/K]"
            )
            answer = _asked(question, default="k", read=_choice)
        return answer or Choice.DETACH  # stdin is at its end: nobody is there any more


def _those(stacks: tuple[str, ...]) -> str:
    if len(stacks) == 1:
        return f"the deployment of {stacks[0]} goes on"
    return (
        f"{len(stacks)} deployments go on ({', '.join(stacks[:5])}{', ...' if stacks[5:] else ''})"
    )


def agreed(question: str, *, default: bool) -> bool:
    """Whether the answer is yes. default: what Enter means. Raises KeyboardInterrupt for Ctrl-C, and at an end."""
    mark, enter = ("[Y/n]", "y") if default else ("[y/N]", "n")
    answer = _asked(f"{question} {mark}", default=enter, read=_answer)
    if answer is None:
        raise KeyboardInterrupt
    return answer


def _asked(question: str, *, default: str, read: Callable[[str], T]) -> T | None:
    """What was answered; None at stdin's end. Raises KeyboardInterrupt for Ctrl-C."""
    try:
        answer: T = click.prompt(
            question, default=default, show_default=False, value_proc=read, err=True
        )
    except click.Abort as abort:  # what click makes of Ctrl-C and of an end
        click.echo(err=True)  # the terminal has shown ^C, and stays in that line
        if isinstance(abort.__context__, EOFError):
            return None
        raise KeyboardInterrupt from None  # the deployer cleans up after the real one
    return answer


def _answer(given: str) -> bool:
    try:
        return _ANSWERS[given.strip().lower()]
    except KeyError:
        raise click.UsageError("answer y or n") from None


_CHOICES = {choice.value[0]: choice for choice in (Choice.DETACH, Choice.CANCEL)} | {
    "k": Choice.GO_ON,
    "detach": Choice.DETACH,
    "cancel": Choice.CANCEL,
    "keep": Choice.GO_ON,
}


def _choice(given: str) -> Choice:
    try:
        return _CHOICES[given.strip().lower()]
    except KeyError:
        raise click.UsageError("answer d, c or k") from None


def where_of(environment: Environment) -> str:
    """Whose AWS it is, for a question."""
    if isinstance(environment.aws, Local):
        return "the embedded AWS"
    return f"{environment.account} {environment.region}"


def says_yes_by_default(decision: Decision) -> bool:
    """What Enter means: no where something is lost or broken off, and wherever the environment is protected."""
    if (
        isinstance(decision, (Removal, Intervention))
        or decision.protected
        or decision.guards is False
    ):
        return False
    return not any(kind_of(change) in ("remove", "replace") for change in decision.changes)
