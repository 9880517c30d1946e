"""Every definition builds, and our rules find nothing in it but what it allows with a reason."""

from __future__ import annotations

import pytest

from bbfd.build import build_environment
from bbfd.rules import all_rules, check, check_across
from bbfd.template import read, write_yaml
from tests.said import PROJECTS, everything, project, stack

PLACES = [(name, place) for name in PROJECTS for place in project(name).environment_names]


@pytest.mark.parametrize(("where", "service", "place"), [*everything()])
def test_a_definition_is_built_and_clean(where: str, service: str, place: str) -> None:
    made = stack(where, service, place)
    assert made.refusals == ()
    found = check(read(write_yaml(made.body), service), all_rules())
    allowed = project(where).service(service).value.allow
    assert [(each.rule, each.detail) for each in found if each.rule not in allowed] == []
    assert set(allowed) <= {each.rule for each in found}  # nothing is allowed that is not there


@pytest.mark.parametrize(("where", "place"), PLACES)
def test_the_services_of_an_environment_do_not_get_in_each_others_way(
    where: str, place: str
) -> None:
    found = project(where)
    bodies = {name: stack(where, name, place).body for name in found.service_names}
    documents = [read(write_yaml(body), name) for name, body in bodies.items()]
    assert check_across(documents, all_rules()) == ()


@pytest.mark.parametrize("where", PROJECTS)
def test_its_environments_are_built(where: str) -> None:
    for place in project(where).environments():
        made = build_environment(place)
        assert made is not None
        assert made.refusals == ()


@pytest.mark.parametrize("where", PROJECTS)
def test_there_are_ten_of_each_and_more(where: str) -> None:
    assert len(project(where).service_names) >= 10
