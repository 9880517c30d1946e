"""The way from a task to its EFS volume: the mount target's security group lets NFS in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.rules._bounds import number
from bbfd.rules._examples import SERVICE
from bbfd.rules._of_tasks import in_container, in_task
from bbfd.rules._references import names_in, naming
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import Raw, mappings, tasks
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN, Reference

_GROUP = "AWS::EC2::SecurityGroup"
_INGRESS = "AWS::EC2::SecurityGroupIngress"
_TARGET = "AWS::EFS::MountTarget"
_NFS = 2049


def _look(document: Document) -> Iterator[Found]:
    if not document.resources(_TARGET):
        return
    mounted = _mounted(document)
    told: set[str] = set()
    for logical_id, target in document.resources(_TARGET).items():
        if not names_in(target.get("FileSystemId")) & mounted:
            continue
        groups = [group for _, group in document.entries(target.get("SecurityGroups"))]
        inside = [group.to for group in groups if _is_ours(document, group)]
        shut = all(_is_shut(document, group) for group in inside)
        if inside and len(inside) == len(groups) and shut and inside[0] not in told:
            told.update(inside)
            path = ("Resources", inside[0], "Properties", "SecurityGroupIngress")
            what = f"nothing lets port {_NFS} in, and {logical_id} is behind it"
            level = Level.WARNING if inside[0] in repr(document.body.get("Outputs")) else None
            yield Found(path, what, level=level)


def _mounted(document: Document) -> set[str]:
    """The file systems of this template that tasks have as volumes."""
    found: set[str] = set()
    for task in tasks(document):
        for _, volume in mappings(document, task.path, task.body, "Volumes"):
            body = document.value(volume.get("EFSVolumeConfiguration"))
            if isinstance(body, dict):
                found |= names_in(body.get("FilesystemId"))
    return found


def _is_ours(document: Document, group: Any) -> bool:
    return (
        isinstance(group, Reference) and not group.stack and group.to in document.resources(_GROUP)
    )


def _is_shut(document: Document, group: str) -> bool:
    """Whether it is known that none of its rules lets NFS in."""
    body = document.resources(_GROUP)[group]
    inline = document.value(body.get("SecurityGroupIngress"))
    rules = [each for _, each in document.entries(inline)]
    if inline is UNKNOWN or any(_lets_in(document, each) is not False for each in rules):
        return False
    for other, kind in naming(document, group):
        if (
            kind == _INGRESS
            and _lets_in(document, document.resources(_INGRESS).get(other)) is not False
        ):
            return False
        if not kind.startswith("AWS::") or kind.startswith("AWS::CloudFormation::"):  # it may do it
            return False
    return True


def _lets_in(document: Document, rule: Any) -> bool | None:
    """Whether a rule is about port 2049, from wherever; None if that cannot be known."""
    if not isinstance(rule, dict):
        return None
    protocol = document.value(rule.get("IpProtocol"))
    if protocol is UNKNOWN:
        return None
    if str(protocol) not in ("tcp", "6"):
        return str(protocol) == "-1"
    return _covers(document, rule)


def _covers(document: Document, rule: Raw) -> bool | None:
    low, high = (number(document.value(rule.get(name))) for name in ("FromPort", "ToPort"))
    return None if low is None or high is None else low <= _NFS <= high


_EXAMPLE = (
    in_task(
        "Volumes: [{Name: data, EFSVolumeConfiguration: {FilesystemId: !Ref Files, TransitEncryption: ENABLED}}]",
        in_container("MountPoints: [{SourceVolume: data, ContainerPath: /data}]", SERVICE),
    ).replace(
        "AWS::ECS::Service\n    Properties:",
        "AWS::ECS::Service\n    DependsOn: Target\n    Properties:",
    )
    + """\
  Files:
    Type: AWS::EFS::FileSystem
    Properties: {Encrypted: true}
  Target:
    Type: AWS::EFS::MountTarget
    Properties:
      FileSystemId: !Ref Files
      SubnetId: !Select [0, !Ref Subnets]
      SecurityGroups: [!GetAtt Mount.GroupId]
  Mount:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: of the file system
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: @, ToPort: @, SourceSecurityGroupId: !Ref Group}
"""
)
RULES = (
    Rule(
        id="EFS-SG-2049",
        title="the mount target of a volume can be reached",
        level=Level.ERROR,
        aws_error="(the task stops) ResourceInitializationError: failed to invoke EFS utils commands ... "
        "Connection timed out",
        fix="let TCP 2049 in from the security group of the service",
        doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html",
        wrong=_EXAMPLE.replace("@", "22"),
        right=_EXAMPLE.replace("@", "2049"),
        look=_look,
    ),
)
