"""Names inside the network: a namespace of the environment's own, or one that is there."""

from __future__ import annotations

from bbfd.build.environment import environment_stack
from bbfd.model.definition import Definition
from bbfd.model.environment import ExistingNamespace
from tests.unit.examples import environment


def made(**fields):
    stack = environment_stack(Definition("test", environment(**fields), "environments/test.py"))
    assert stack is not None
    return stack


def test_a_name_makes_a_namespace_in_the_network():
    stack = made(discovery="test.internal")
    namespace = stack.body["Resources"]["Namespace"]["Properties"]
    assert (namespace["Name"], namespace["Vpc"]) == ("test.internal", {"Ref": "Vpc"})
    assert stack.body["Outputs"]["Namespace"]["Value"] == {"Ref": "Namespace"}


def test_one_that_is_there_is_handed_on():
    stack = made(discovery=ExistingNamespace(id="ns-0a1b2c3d4e5f6071"))
    assert stack.refusals == ()
    assert "Namespace" not in stack.body["Resources"]
    assert stack.body["Parameters"]["Namespace"]["Default"] == "ns-0a1b2c3d4e5f6071"
    assert stack.body["Outputs"]["Namespace"]["Value"] == {"Ref": "Namespace"}


def test_an_id_that_is_none_is_refused_with_its_field():
    (refusal,) = made(discovery=ExistingNamespace(id="prod.internal")).refusals
    assert refusal.field == "discovery.id"
