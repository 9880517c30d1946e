from bbfd.cli.linked_roles import RULE, LinkedRoles
from bbfd.deploy.look.account import LINKED_ROLES
from bbfd.deploy.means import Wishes
from bbfd.deploy.progress import Note
from bbfd.deploy.run.several import Run, deploy_run
from bbfd.errors import Trouble
from tests.unit.deploy.fakes import FakeAws, stack, trouble

NAMES = tuple(name for name, _ in LINKED_ROLES)
SERVICES = {service for _, service in LINKED_ROLES}


def _said(aws: FakeAws) -> str:
    return "\n".join(f"{note.stack}: {note.text}" for note in aws.said(Note))


def test_they_are_made_once_before_the_first_stack_is_executed() -> None:
    aws = FakeAws()
    roles = LinkedRoles(aws.means(), "dev")
    asked = tuple((stack(name=name), Wishes()) for name in ("one", "two"))
    deploy_run(Run(beneath=asked), roles.after_a_yes())
    roles.at_the_end()
    assert aws.still.roles_of == SERVICES
    assert aws.calls.count("create_linked") == len(SERVICES)
    assert aws.calls.index("create_linked") < aws.calls.index("execute")


def test_they_are_made_at_the_end_where_nobody_was_asked() -> None:
    aws = FakeAws()
    roles = LinkedRoles(aws.means(), "dev")
    roles.after_a_yes()
    assert aws.still.roles_of == set()
    roles.at_the_end()
    assert aws.still.roles_of == SERVICES
    assert "dev: the service-linked role AWSServiceRoleForECS was made" in _said(aws)


def test_a_no_is_one_to_the_roles_as_well() -> None:
    aws = FakeAws()
    roles = LinkedRoles(aws.means(lambda _: False), "dev")
    deploy_run(Run(beneath=((stack(), Wishes()),)), roles.after_a_yes())
    roles.at_the_end()
    assert aws.still.roles_of == set()


def test_where_the_role_of_ecs_may_not_be_made_the_rule_is_quoted() -> None:
    aws = FakeAws()
    aws.still.roles_of = set(NAMES[1:])
    aws.order("create_linked", trouble(Trouble.DENIED))
    LinkedRoles(aws.means(), "dev").at_the_end()
    assert all(text in _said(aws) for text in (RULE.id, RULE.aws_error, RULE.fix, RULE.doc))


def test_where_another_role_may_not_be_made_its_own_command_is_told() -> None:
    aws = FakeAws()
    aws.still.roles_of = {NAMES[0], *NAMES[2:]}
    aws.order("create_linked", trouble(Trouble.DENIED))
    LinkedRoles(aws.means(), "dev").at_the_end()
    assert "--aws-service-name elasticloadbalancing.amazonaws.com" in _said(aws)
    assert RULE.id not in _said(aws)


def test_what_would_be_made_is_foretold_and_nothing_is_made() -> None:
    aws = FakeAws()
    aws.still.roles_of = set(NAMES[1:])
    LinkedRoles(aws.means(), "dev").foretell()
    assert _said(aws) == "dev: will be made as well, as service-linked roles: AWSServiceRoleForECS"
    assert "create_linked" not in aws.calls


def test_where_roles_may_not_be_read_nothing_is_foretold_after_one_call() -> None:
    aws = FakeAws()
    aws.order("exists", trouble(Trouble.DENIED))
    LinkedRoles(aws.means(), "dev").foretell()
    assert _said(aws) == ""
    assert aws.calls.count("exists") == 1


def test_what_only_some_stacks_need_is_made_for_those_alone() -> None:
    provider = {
        "Type": "AWS::ECS::CapacityProvider",
        "Properties": {"ManagedInstancesProvider": {"PropagateTags": "CAPACITY_PROVIDER"}},
    }
    group = {
        "Type": "AWS::AutoScaling::AutoScalingGroup",
        "Properties": {
            "MixedInstancesPolicy": {
                "InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 20}
            }
        },
    }
    aws = FakeAws()
    some = stack(body={"Resources": {"Provider": provider, "Group": group}})
    LinkedRoles(aws.means(), "dev", (some,)).at_the_end()
    assert aws.still.roles_of - SERVICES == {"ecs-compute.amazonaws.com", "spot.amazonaws.com"}


def test_instances_on_demand_need_no_role_of_spot() -> None:
    distribution = {"InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 100}}
    group = {
        "Type": "AWS::AutoScaling::AutoScalingGroup",
        "Properties": {"MixedInstancesPolicy": distribution},
    }
    aws = FakeAws()
    LinkedRoles(aws.means(), "dev", (stack(body={"Resources": {"Group": group}}),)).at_the_end()
    assert aws.still.roles_of == SERVICES
