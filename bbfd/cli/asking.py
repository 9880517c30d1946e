"""Questions to the person at the terminal."""

from __future__ import annotations

from dataclasses import dataclass

import click

from bbfd.deploy.proposal import Decision, Intervention, Removal
from bbfd.errors import Refused
from bbfd.model.access import Local
from bbfd.model.environment import Environment
from bbfd.report.changes import kind_of, removal_lines
from bbfd.report.console import Console
from bbfd.report.intervention import intervention_lines

_ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


@dataclass(frozen=True)
class Asker:
    """Puts a decision to the person at the terminal. yes: it was said beforehand. where: whose AWS it is about."""

    console: Console
    yes: bool
    interactive: bool
    where: str

    def __call__(self, decision: Decision) -> bool:
        """Whether to go on. Refused where nobody can be asked."""
        gone = isinstance(decision, Removal)
        if isinstance(decision, Removal):
            self.console.say(removal_lines(decision))
        elif isinstance(decision, Intervention):
            self.console.say(intervention_lines(decision))
        if self.yes:
            return True
        if not self.interactive:
            raise Refused(
                f"{decision.stack} would {'be deleted' if gone else 'change'}, and there is no terminal to ask at",
                fix=f"look at what would {'go' if gone else 'change'}, then give --yes",
            )
        self.console.doing("")
        question = f"{_asked(decision)} {self.where}?"
        return agreed(question, default=says_yes_by_default(decision))


def _asked(decision: Decision) -> str:
    if isinstance(decision, Intervention):
        return f"{decision.asks} in"
    gone = isinstance(decision, Removal)
    return f"Delete {decision.stack} from" if gone else f"Deploy {decision.stack} to"


def agreed(question: str, *, default: bool) -> bool:
    """Whether the answer is yes. default: what Enter means. Raises KeyboardInterrupt for Ctrl-C, and at an end."""
    try:
        answer: bool = click.prompt(
            f"{question} [{'Y/n' if default else 'y/N'}]",
            default="y" if default else "n",
            show_default=False,
            value_proc=_answer,
            err=True,
        )
    except click.Abort:  # what click makes of Ctrl-C; the deployer cleans up after the real one
        click.echo(err=True)  # the terminal has shown ^C, and stays in that line
        raise KeyboardInterrupt from None
    return answer


def _answer(given: str) -> bool:
    try:
        return _ANSWERS[given.strip().lower()]
    except KeyError:
        raise click.UsageError("answer y or n") from None


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
