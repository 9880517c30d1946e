"""What comes first runs while the service is kept as it runs: the ports of its new tasks cannot be its own by then.

ECS refuses a load balancer's port that the task definition does not have, and requests would go to it too soon.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
"""

from __future__ import annotations

from bbfd.deploy.plan.first import runs, starts_tasks
from bbfd.deploy.plan.guards._case import GOOD, Case, Objection, Verdict
from bbfd.deploy.records import SERVICE, Change

_NAMED = ("LoadBalancers", "ServiceConnectConfiguration", "ServiceRegistries")
_TRAFFIC = "AdvancedConfiguration"  # names no port


def guard(case: Case) -> Verdict:
    """Object where the service changes which ports of its tasks are reached, and something must come first."""
    if not runs(case.stack.body) or not starts_tasks(case.proposal.changes):
        return GOOD
    moved = [one for one in case.touched(SERVICE) if one.action == "modify" and _moves(one)]
    return Verdict(objections=tuple(_objection(case, one) for one in moved))


def _moves(change: Change) -> bool:
    paths = (each.path.removeprefix("/Properties/").replace(".", "/") for each in change.properties)
    return any(path.partition("/")[0] in _NAMED and _TRAFFIC not in path for path in paths)


def _objection(case: Case, change: Change) -> Objection:
    return Objection(
        what=f"the ports of {change.logical_id} that are reached change, and something must succeed before its new "
        "tasks start: until then the old ones would be asked on ports that they do not have",
        fix=f"deploy the new version of {case.stack.name} first, then its new ports, once without before=",
    )
