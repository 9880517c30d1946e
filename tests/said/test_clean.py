"""Every definition builds, and our rules find nothing in it but what it allows with a reason."""

from __future__ import annotations

import pytest

from bbfd.build import build_environment
from bbfd.rules import all_rules, check
from bbfd.template import read, write_yaml
from tests.said import PROJECTS, everything, project, stack


@pytest.mark.parametrize(("where", "service", "place"), [*everything()])
def test_a_definition_is_built_and_clean(where: str, service: str, place: str) -> None:
    made = stack(where, service, place)
    assert made.refusals == ()
    found = check(read(write_yaml(made.body), service), all_rules())
    allowed = project(where).service(service).value.allow
    assert [(each.rule, each.detail) for each in found if each.rule not in allowed] == []
    assert set(allowed) <= {each.rule for each in found}  # nothing is allowed that is not there


@pytest.mark.parametrize("where", PROJECTS)
def test_its_environments_are_built(where: str) -> None:
    for place in project(where).environments():
        made = build_environment(place)
        assert made is not None
        assert made.refusals == ()


@pytest.mark.parametrize("where", PROJECTS)
def test_there_are_ten_of_each_and_more(where: str) -> None:
    assert len(project(where).service_names) >= 10
