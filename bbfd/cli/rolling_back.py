"""Back to an earlier deploy, from the command line: the service's stack by its name, its environment as it is now."""

from __future__ import annotations

from functools import partial

from bbfd.build.needed import needed_by
from bbfd.cli.around import must_be_known, of_service
from bbfd.cli.call import Call
from bbfd.cli.deploying import Asked
from bbfd.cli.means import acting_as
from bbfd.cli.stacks import Stacks
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.standing import telling_nothing_known
from bbfd.deploy.run.in_turn import one_run
from bbfd.deploy.run.rollback import roll_back
from bbfd.report.github_files import Ledger


def roll_back_service(
    call: Call, stacks: Stacks, service: str, to: int | None, asked: Asked, ledger: Ledger
) -> int:
    """Bring a service back; the exit code. Its definition may be gone, or be broken: that may be why.

    to: the number of the deploy; None: the last one before the present that ended well.
    """
    stack = of_service(service, stacks)
    back = partial(roll_back, to=to, given=needed_by(stacks.place))
    acts = acting_as(call, stacks, asked, ledger)
    with acts as means:
        with telling_nothing_known([stack.name]):
            must_be_the_right_one(means.aws)
            must_be_known(service, stack, stacks, means)
        with one_run(means) as run:
            run.over_each((stack,), lambda one, told: back(one, asked.beneath(stacks), told))
    return run.exit_code
