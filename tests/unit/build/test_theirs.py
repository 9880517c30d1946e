"""Parts, features and values of a project's own."""

from __future__ import annotations

import enum

import pytest

from bbfd.build.service import service_stack
from bbfd.kinds.web_service import WebService
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.workload import Workload
from tests.unit.examples import CONTAINER, ENVIRONMENT, properties, stack, web


def refused(workload: Workload) -> set[tuple[str, str]]:
    made = service_stack(
        Definition("web", workload, "w.py"), Definition("test", ENVIRONMENT, "e.py")
    )
    assert all(each.fix for each in made.refusals)
    return {(each.field, each.what) for each in made.refusals}


class Broken:
    def facts(self, about: object) -> object:
        raise KeyError("x")


class Silent:
    def facts(self, about: object) -> object:
        return None


def broken(scope: object) -> object:
    raise ZeroDivisionError("x")


class Own(WebService):
    parts = (*WebService.parts, broken)


def test_a_feature_that_fails_is_named_with_its_place() -> None:
    assert refused(web(uses=(Broken(),))) == {("uses.0", "Broken fails with KeyError: 'x'")}


def test_a_feature_that_answers_nothing_is_named_with_its_place() -> None:
    what = "Silent.facts gives NoneType, not Facts(...)"
    assert refused(web(uses=(Silent(),))) == {("uses.0", what)}


def test_a_part_that_fails_is_named() -> None:
    assert refused(Own(container=CONTAINER)) == {("", "broken fails with ZeroDivisionError: x")}


def test_a_part_of_ours_that_fails_is_a_bug() -> None:
    from bbfd.build.theirs import failing

    with pytest.raises(ZeroDivisionError):
        failing(service_stack, ZeroDivisionError("x"))


def test_members_of_an_enumeration_are_the_values_that_they_are() -> None:
    class Port(enum.IntEnum):
        WEB = 8080

    class Word(str, enum.Enum):
        LOUD = "loud"

    made = stack(web(container=Container(image="a:1", port=Port.WEB, variables={"A": Word.LOUD})))
    port = properties(made, "Targets")["Port"]
    assert (type(port), port) == (int, 8080)
    value = properties(made, "Task")["ContainerDefinitions"][0]["Environment"][0]["Value"]
    assert (type(value), value) == (str, "loud")


def test_what_more_makes_is_told_of_the_place_that_brought_it() -> None:
    from troposphere import sns

    def news(scope: object) -> object:
        yield sns.Topic("News")

    assert stack(web(more=(news,))).origins["News", ""] == "more.0"


def test_what_is_no_part_of_a_template_is_refused_with_its_place() -> None:
    def wordy(scope: object) -> object:
        yield "News"

    assert refused(web(more=(broken, wordy))) == {
        ("more.0", "broken fails with ZeroDivisionError: x"),
        ("more.1", "wordy gives str, which is no part of a template"),
    }


def test_two_resources_of_one_name_are_refused() -> None:
    from troposphere import sns

    def news(scope: object) -> object:
        yield sns.Topic("Logs")

    assert refused(web(more=(news,))) == {("", "two parts make a resource called Logs")}
