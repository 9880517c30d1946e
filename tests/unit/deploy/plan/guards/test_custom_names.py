import pytest

from bbfd.deploy.plan.guards.custom_names import NAMES, guard
from tests.unit.deploy.plan.guards.cases import case, changed, replaced, resources

GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
NAMED = resources(It=(GROUP, {"Name": {"Fn::Sub": "${AWS::StackName}-web"}, "Port": 80}))


def test_a_replacement_that_keeps_its_own_name_is_refused_naming_what_forces_it() -> None:
    made = case(
        replaced(GROUP, "Port"), body=NAMED, origins={("It", "Name"): "containers[0].group"}
    )
    (objection,) = guard(made).objections
    assert "dev-web-web" in objection.what
    assert "Port makes it anew" in objection.what
    assert "`containers[0].group`" in objection.fix
    assert "services/web.py" in objection.fix


def test_another_name_lets_it_through() -> None:
    assert guard(case(replaced(GROUP, "Port", "Name"), body=NAMED)).objections == ()


def test_without_a_name_of_its_own_nothing_stands_in_the_way() -> None:
    body = resources(It=(GROUP, {"Port": 80}))
    assert guard(case(replaced(GROUP, "Port"), body=body)).objections == ()


def test_a_change_in_place_is_none_of_its_business() -> None:
    assert guard(case(changed(GROUP, "Port"), body=NAMED)).objections == ()


@pytest.mark.parametrize("type", ["AWS::ECS::TaskDefinition", "AWS::EC2::LaunchTemplate"])
def test_what_gets_a_new_revision_keeps_its_name(type: str) -> None:
    assert type not in NAMES
