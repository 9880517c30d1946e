"""Everything of ministack that we add to or replace, in one place. It promises none of these names: exact pin.

Added (by registering, as its own modules do): resource types, what replaces a resource, API actions, a
service, public parameters. Replaced, because there is no seam to register at: the four functions that its
stack engine calls for a resource (so that faults and delays can be ordered, with the logical id at hand), its
rollback and the continuation of one (so that what failed stays in the stack, and is told),
DescribeImages, what ECR is asked about layers, what its scheduler stops tasks with (so that nobody seems to have
stopped them by hand), the switch for checking capabilities (else tied to checking every
permission), and the Docker client (with one at hand, ministack would run containers, and remove those of others).

Taken away: the resource types of services that are not served here; a template with one of them is refused.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from ministack import app
from ministack.core import router
from ministack.services import alb, autoscaling, cloudformation, ec2, ecr, ecs, iam, ssm
from ministack.services.cloudformation import handlers, provisioners, stacks

from bbfd.discover import modules_in
from bbfd.local import faults, types
from bbfd.local.faults import Act
from bbfd.local.parameters import public_parameters
from bbfd.local.replacements import REPLACED_BY
from bbfd.local.services import (
    application_autoscaling,
    change_sets,
    images,
    instance_protection,
    layers,
    listener_certificates,
    rollbacks,
    scans,
    service_deployments,
    service_linked_roles,
    tasks_that_end,
)

Orders = Callable[[], Mapping[str, str | float]]
OWN_SERVICE = "application_autoscaling"
# AWS::FAMILY::*: the families of resource types that stay.
_FAMILIES = frozenset(
    {
        "AutoScaling",
        "CertificateManager",
        "CloudFormation",
        "CloudWatch",
        "DynamoDB",
        "EC2",
        "ECR",
        "ECS",
        "EFS",
        "ElasticLoadBalancingV2",
        "Events",
        "IAM",
        "KMS",
        "Logs",
        "Route53",
        "S3",
        "SNS",
        "SQS",
        "SSM",
        "Scheduler",
        "SecretsManager",
        "ServiceDiscovery",
    }
)


def graft(orders: Orders) -> None:
    """Make the imported ministack ours. orders: the faults and delays that hold at this moment."""
    _take_away()
    _add_types()
    _add_services()
    app.SERVICE_HANDLERS["ecr"] = scans.scanning(app.SERVICE_HANDLERS["ecr"], orders)
    _obey(orders)


def _take_away() -> None:
    ecs._docker = ec2._docker = False
    for name in list(provisioners._RESOURCE_HANDLERS):
        if name.split("::")[1] not in _FAMILIES:
            del provisioners._RESOURCE_HANDLERS[name]


def _add_types() -> None:
    provisioners._REPLACING_PROPERTIES.update(REPLACED_BY)
    for module in modules_in(types):
        for kind in module.TYPES:
            provisioners._RESOURCE_HANDLERS[kind.name] = kind.handlers()
            provisioners._REPLACING_PROPERTIES[kind.name] = kind.replaced_by
            if kind.tagged:
                provisioners._STACK_TAG_PROPERTY[kind.name] = ("Tags", "list")
    ssm._PUBLIC_AMI_PARAMETERS.update(public_parameters())


def _add_services() -> None:
    ecs._ACTION_MAP.update({**service_deployments.ACTIONS, **tasks_that_end.ACTIONS})
    ecs._stop_task = tasks_that_end.told_by_whom(ecs._stop_task)
    alb._ACTION_MAP.update(listener_certificates.ACTIONS)
    autoscaling._ACTION_MAP.update(instance_protection.ACTIONS)
    iam._IAM_HANDLERS.update(service_linked_roles.ACTIONS)
    handlers._ACTION_HANDLERS.update({**change_sets.ACTIONS, **rollbacks.ACTIONS})
    for name in ("_roll_back_operation", "_continue_update_rollback_async"):
        kept = rollbacks.kept(getattr(stacks, name))
        setattr(stacks, name, kept)
        setattr(handlers, name, kept)
    handlers._capabilities_enforced = lambda: True
    ecr._describe_images = images.describe
    for replaced, ours in layers.REPLACED.items():
        setattr(ecr, replaced, ours)
    name = "application-autoscaling"
    router.SERVICE_PATTERNS[name] = {"target_prefixes": ["AnyScaleFrontendService"]}
    app.SERVICE_HANDLERS[name] = application_autoscaling.handle_request
    app._loaded_modules[OWN_SERVICE] = application_autoscaling
    app._state_map[OWN_SERVICE] = OWN_SERVICE


def _obey(orders: Orders) -> None:
    create, update, delete = (
        stacks._provision_resource,
        stacks._update_resource,
        stacks._delete_resource,
    )
    blocks = stacks._runs_on_worker_thread

    def ordered_create(type: str, logical_id: str, properties: Any, stack: str) -> Any:
        _meet(orders, "create", type, logical_id, stack)
        return create(type, logical_id, properties, stack)

    def ordered_update(type: str, *rest: Any) -> Any:
        _meet(orders, "update", type, rest[4], rest[3])
        return update(type, *rest)

    def ordered_delete(type: str, *rest: Any) -> Any:
        _meet(orders, "delete", type, rest[3], rest[2])
        return delete(type, *rest)

    stacks._provision_resource = ordered_create
    stacks._update_resource = ordered_update
    stacks._delete_resource = ordered_delete
    # A delay is slept on a thread of its own, so that calls are answered meanwhile.
    stacks._runs_on_worker_thread = lambda type: blocks(type) or faults.delays(orders())


def _meet(orders: Orders, operation: str, type: str, logical_id: str, stack: str) -> None:
    ordered = orders()
    if not ordered:
        return
    when = "rollback" if _rolls_back(stack) else operation
    fate = faults.fate(ordered, Act(operation=when, type=type, logical_id=logical_id, stack=stack))
    time.sleep(fate.delay)
    if fate.reason is not None:
        raise ValueError(fate.reason)


def _rolls_back(stack: str) -> bool:

    found = cloudformation._stacks.get(stack) or {}
    return "ROLLBACK" in str(found.get("StackStatus", "")) and "IN_PROGRESS" in found["StackStatus"]
