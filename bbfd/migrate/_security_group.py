"""The security group of what is launched: its own, open to nobody but its load balancer."""

from __future__ import annotations

from typing import Any, NamedTuple

from bbfd.migrate._admitted import admitted
from bbfd.migrate._network import vpc
from bbfd.migrate._step import Put
from bbfd.migrate._subjects import Launched, Template
from bbfd.migrate._traffic import entries


class Group(NamedTuple):
    """A reference to the new security group, who may connect in words, and the edits that make it."""

    value: Any
    words: str
    edits: tuple[Put, ...]


def security_group(template: Template, launched: Launched) -> Group:
    """A security group for one service, or one scheduled task."""
    id = template.name(f"{launched.part.id}SecurityGroup")
    place = vpc(template)
    edits = [*place.edits]
    ingress: list[dict[str, Any]] = []
    words: list[str] = []
    for entry in entries(template):
        if entry.service.part.path == launched.part.path:
            for one in admitted(template, entry):
                rule = {"IpProtocol": one.protocol, **span(one.port), one.name: one.who.value}
                wrapped = _where(one.when, rule)
                ingress += [] if wrapped in ingress else [wrapped]
                words.append(one.who.words)
                edits += one.who.edits
    resource = {
        "Type": "AWS::EC2::SecurityGroup",
        **template.condition(launched.part.id),
        "Properties": {
            "GroupDescription": f"Tasks of {launched.part.id}"[:255],
            "VpcId": place.value,
            **({"SecurityGroupIngress": ingress} if ingress else {}),
        },
    }
    put = Put(("Resources", id), resource, after=(launched.part.id,))
    who = " and ".join(dict.fromkeys(words)) or "nobody"
    return Group({"Fn::GetAtt": [id, "GroupId"]}, f"{id}, open to {who}", (*edits, put))


def _where(when: tuple[tuple[str, bool], ...], rule: dict[str, Any]) -> dict[str, Any]:
    """A rule that is there only when conditions come out so."""
    for name, truth in reversed(when):
        nothing = {"Ref": "AWS::NoValue"}
        rule = {"Fn::If": [name, rule, nothing] if truth else [name, nothing, rule]}
    return rule


def span(port: Any) -> dict[str, Any]:
    """One port, as rules of security groups name it."""
    if isinstance(port, str) and port.isdecimal():
        port = int(port)
    return {"FromPort": port, "ToPort": port}
