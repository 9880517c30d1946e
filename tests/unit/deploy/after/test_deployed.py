"""What is deployed, by the tags of its stacks."""

from __future__ import annotations

from bbfd.deploy.after.deployed import other_environments, services_in
from bbfd.deploy.records import StackState


def _stack(name: str, **tags: str) -> StackState:
    known = {f"bbfd:{key}": value for key, value in tags.items()}
    return StackState(id=f"arn:{name}", name=name, status="UPDATE_COMPLETE", tags=known)


STATES = (
    _stack("dev-web", environment="dev", service="web"),
    _stack("dev-api", environment="dev", service="api"),
    _stack("bbfd-environment-dev", environment="dev"),
    _stack("bbfd-environment-prod", environment="prod"),
    _stack("bbfd-registry-main", registry="main"),
    _stack("somebody-elses"),
)


def test_services_are_known_by_their_tags_alone() -> None:
    found = services_in("dev", STATES)
    assert [(name, state.name) for name, state in found.items()] == [
        ("api", "dev-api"),
        ("web", "dev-web"),
    ]
    assert services_in("prod", STATES) == {}


def test_other_environments_are_those_of_which_anything_is_there() -> None:
    assert other_environments("dev", STATES) == ("prod",)
    assert other_environments("prod", STATES) == ("dev",)
