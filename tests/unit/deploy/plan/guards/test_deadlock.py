import pytest

from bbfd.deploy.plan.guards.deadlock import guard
from tests.unit.deploy.plan.guards.cases import TASK, added, case, changed, replaced

GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
REVISED = replaced(TASK, "ContainerDefinitions", logical_id="Task")


@pytest.mark.parametrize("path", ["HealthCheckPath", "HealthCheckPort", "Matcher/HttpCode"])
def test_a_health_check_that_changes_with_the_tasks_is_noted_and_not_refused(path: str) -> None:
    found = guard(case(changed(GROUP, path), REVISED))
    assert found.objections == ()
    assert path.partition("/")[0] in found.notes[0]
    assert "Task" in found.notes[0]


def test_either_alone_is_safe_and_so_is_a_new_group() -> None:
    assert guard(case(changed(GROUP, "HealthCheckPath"))).notes == ()
    assert guard(case(REVISED)).notes == ()
    assert guard(case(changed(GROUP, "TargetGroupAttributes"), REVISED)).notes == ()
    assert guard(case(replaced(GROUP, "Port"), REVISED)).notes == ()
    assert guard(case(changed(GROUP, "HealthCheckPath"), added(TASK))).notes == ()
