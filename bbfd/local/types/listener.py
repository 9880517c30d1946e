"""AWS::ElasticLoadBalancingV2::ListenerCertificate, and ListenerRule with the refusal that AWS makes."""

from __future__ import annotations

from ministack.services import alb
from ministack.services.cloudformation import provisioners

from bbfd.local.resource_type import Made, Resource, ResourceType
from bbfd.local.services import listener_certificates


def _add(resource: Resource) -> Made:
    listener, certificates = str(resource.properties["ListenerArn"]), _arns(resource)
    listener_certificates.add(listener, certificates)
    return f"{listener}|{','.join(certificates)}", {}


def _remove(resource: Resource) -> None:
    listener_certificates.remove(str(resource.properties["ListenerArn"]), _arns(resource))


def _arns(resource: Resource) -> list[str]:
    return [str(item["CertificateArn"]) for item in resource.properties["Certificates"]]


def _create_rule(resource: Resource) -> Made:
    _refuse_taken(resource)
    made = provisioners._elbv2_listener_rule_create(
        resource.logical_id, resource.properties, resource.stack
    )
    return _tied(made, resource)


def _update_rule(resource: Resource) -> Made:
    _refuse_taken(resource)
    made = provisioners._elbv2_listener_rule_update(
        resource.physical_id, resource.before, resource.properties, resource.stack
    )
    return _tied(made, resource)


def _refuse_taken(resource: Resource) -> None:
    """Two rules of a listener never share a priority: ministack lets them."""
    wanted = str(resource.properties.get("Priority"))
    listener = resource.properties.get("ListenerArn")
    for arn, rule in alb._rules.items():
        taken = rule["ListenerArn"] == listener and rule["Priority"] == wanted
        if taken and arn != resource.physical_id:
            raise ValueError(
                f"Resource handler returned message: \"Priority '{wanted}' is currently in use"
                ' (Service: ElasticLoadBalancingV2, Status Code: 400)"'
            )


def _tied(made: Made, resource: Resource) -> Made:
    """With its tags, and with its target groups knowing their load balancer, as CreateRule does it."""
    alb._tags[made[0]] = provisioners._elbv2_tags(resource.properties.get("Tags"))
    rule = alb._rules[made[0]]
    balancer = alb._listeners[rule["ListenerArn"]]["LoadBalancerArn"]
    for action in rule["Actions"]:
        group = alb._tgs.get(action.get("TargetGroupArn"))
        if group and balancer not in group["LoadBalancerArns"]:
            group["LoadBalancerArns"].append(balancer)
    return made


def _delete_rule(resource: Resource) -> None:
    alb._rules.pop(resource.physical_id, None)
    alb._tags.pop(resource.physical_id, None)


TYPES = (
    ResourceType(
        name="AWS::ElasticLoadBalancingV2::ListenerCertificate",
        create=_add,
        update=_add,
        delete=_remove,
        replaced_by=("ListenerArn", "Certificates"),
    ),
    ResourceType(
        name="AWS::ElasticLoadBalancingV2::ListenerRule",
        create=_create_rule,
        update=_update_rule,
        delete=_delete_rule,
        replaced_by=("ListenerArn",),
        tagged=True,
    ),
)
