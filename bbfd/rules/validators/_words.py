"""What validators say, in fewer words: here alone their sentences are read, for they give nothing else."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from bbfd.discover import did_you_mean, near
from bbfd.template.document import Path

_LISTED = re.compile(
    r"(?P<given>.+?) is not one of (?P<known>\[.+\])( in '[a-z0-9-]+')?", re.DOTALL
)
_SHAPED = re.compile(r"(?P<given>.+?) does not match (the )?(pattern )?['\"^(].*", re.DOTALL)
_SMALL = re.compile(r"'?(?P<given>-?[0-9.]+)'? is less than the minimum of (?P<bound>-?[0-9.]+)")
_LARGE = re.compile(r"'?(?P<given>-?[0-9.]+)'? is greater than the maximum of (?P<bound>-?[0-9.]+)")
_FEW = 8  # values that are read at a glance

# The last name in a path -> what is wanted there.
_SHAPES = {
    "Resource": "an ARN (arn:aws:SERVICE:REGION:ACCOUNT:NAME), or *",
    "Action": "SERVICE:ACTION, as s3:GetObject, or *",
    "CidrIp": "a block of addresses, as 10.0.0.0/8",
    "CidrBlock": "a block of addresses, as 10.0.0.0/16",
    "VpcId": "the id of a VPC, as vpc-0a1b2c3d4e5f60718",
    "SubnetId": "the id of a subnet, as subnet-0a1b2c3d4e5f60718",
    "Subnets": "ids of subnets, as subnet-0a1b2c3d4e5f60718",
    "SecurityGroups": "ids of security groups, as sg-0a1b2c3d4e5f60718",
    "GroupId": "the id of a security group, as sg-0a1b2c3d4e5f60718",
    "HostedZoneId": "the id of a hosted zone, as Z0123456789ABCDEFGHIJ",
}


class Words(NamedTuple):
    """What is wrong, and how to mend it; "" where the validator's own advice is all there is."""

    what: str
    fix: str = ""


def in_words(message: str, path: Path) -> Words:
    """The message without what no one reads: long lists, regular expressions."""
    listed = _LISTED.fullmatch(message)
    if listed:
        return _of_list(message, listed["given"], _values(listed["known"]))
    shaped = _SHAPED.fullmatch(message)
    shape = _shape(path)
    if shaped and shape:
        return Words(f"{shaped['given']} is not {shape}", f"write {shape}")
    for bound, words in ((_SMALL, "or more"), (_LARGE, "or less")):
        found = bound.fullmatch(message)
        if found:
            return Words(message, f"write {found['bound']} {words}")
    return Words(message)


def _of_list(message: str, given: str, known: tuple[str, ...]) -> Words:
    wanted = given.strip("'\"")
    if not known:
        return Words(message)
    fix = did_you_mean(wanted, known) if near(wanted, known) else ""
    if len(known) <= _FEW:
        return Words(message, fix or f"write one of {', '.join(known)}")
    some = ", ".join(near(wanted, known) or known[:_FEW])
    return Words(f"{given} is none of the {len(known)} allowed values", fix or f"as {some}")


def _values(text: str) -> tuple[str, ...]:
    """The list as it is written in a message; nothing where it was cut."""
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return ()
    return tuple(str(each) for each in found)


def _shape(path: Path) -> str:
    name = next((str(step) for step in reversed(path) if _is_name(step)), "")
    return _SHAPES.get(name) or ("an ARN" if name.endswith("Arn") else "")


def _is_name(step: str | int) -> bool:
    return isinstance(step, str) and step != "Ref" and not step.startswith("Fn::")
