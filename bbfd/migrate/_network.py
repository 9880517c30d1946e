"""Where tasks are to be: subnets, VPC, public address, and who may connect; from the template, else by parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from bbfd.migrate._step import Put
from bbfd.migrate._subjects import TARGET_GROUP, Part, Template

SUBNETS = "List<AWS::EC2::Subnet::Id>"
_VPC = "AWS::EC2::VPC::Id"
_IN_SUB = re.compile(r"\$\{(\w+)")


class Given(NamedTuple):
    """A value, what it is in words, and the parameters that have to be added for it."""

    value: Any
    words: str
    edits: tuple[Put, ...] = ()


class Subnets(NamedTuple):
    """Subnets, and whether they are public: None if that is not known."""

    given: Given
    public: bool | None


def subnets(template: Template) -> Subnets:
    """The subnets that tasks are to be in."""
    return template.once(_subnets)


def vpc(template: Template) -> Given:
    """The VPC of those."""
    return template.once(_vpc)


def address(template: Template) -> Given:
    """AssignPublicIp."""
    return template.once(_address)


def parameter(template: Template, name: str, definition: Mapping[str, Any]) -> Given:
    """A parameter that the template has not yet."""
    wanted = template.name(name)
    put = Put(("Parameters", wanted), dict(definition), before="Resources")
    return Given({"Ref": wanted}, f"the new parameter {wanted}", (put,))


def stands(template: Template, raw: Any) -> bool:
    """Whether all that it refers to is there whenever what is launched is: a condition may leave out the one alone."""
    values = template.document.values
    if not all(id in values.parameters or id in values.resources for id in _ids(raw)):
        return False
    launched = {template.condition(each.part.id).get("Condition") for each in template.launched}
    return all({each} == launched for each in conditions_of(template, raw))


def _ids(raw: Any) -> Iterator[str]:
    """What it refers to by Ref and GetAtt, but for what AWS gives by itself."""
    if isinstance(raw, list):
        for each in raw:
            yield from _ids(each)
    elif isinstance(raw, dict):
        named = [raw["Ref"]] if "Ref" in raw else raw.get("Fn::GetAtt", [])
        first = named[:1] if isinstance(named, list) else [named.partition(".")[0]]
        yield from (str(each) for each in first if not str(each).startswith("AWS::"))
        for key, each in raw.items():
            if key not in ("Ref", "Fn::GetAtt"):
                yield from _ids(each)


def conditions_of(template: Template, raw: Any) -> Iterator[str]:
    """The conditions of the resources that it refers to; what is in an If has its own."""
    if isinstance(raw, list):
        for each in raw:
            yield from conditions_of(template, each)
    elif isinstance(raw, dict) and "Fn::If" not in raw:
        for name, each in raw.items():
            ids = _IN_SUB.findall(str(each)) if name == "Fn::Sub" else [template.refers(raw)]
            known = (template.condition(id).get("Condition") for id in ids)
            yield from (str(condition) for condition in known if condition is not None)
            yield from conditions_of(template, each)


def named(part_of: str, *words: str) -> bool:
    """Whether a name has one of these words in it."""
    return any(word in part_of.lower() for word in words)


def of_type(template: Template, wanted: Callable[[str, str], bool]) -> list[str]:
    """The parameters whose name and type are wanted."""
    return [
        name
        for name, definition in template.document.values.parameters.items()
        if isinstance(definition, dict) and wanted(name, str(definition.get("Type")))
    ]


def _subnets(template: Template) -> Subnets:
    for look in (_of_services, _of_instances, _listed, _single, _made, _of_load_balancers):
        found = look(template)
        if found is not None and stands(template, found.given.value):
            open_ = found.public is None and _faces_internet(template, found.given.value)
            return found._replace(public=True) if open_ else found
    definition = {
        "Type": SUBNETS,
        "Description": "Subnets of the tasks; private ones need a NAT gateway or VPC endpoints",
    }
    return Subnets(parameter(template, "TaskSubnets", definition), None)


def _faces_internet(template: Template, raw: Any) -> bool:
    """Whether a load balancer that the internet reaches is in the same subnets."""
    return any(
        balancer.body.get("Subnets") == raw
        and template.value(balancer.body.get("Scheme")) in (None, "internet-facing")
        for balancer in template.resources("AWS::ElasticLoadBalancingV2::LoadBalancer")
    )


def _of_services(template: Template) -> Subnets | None:
    """Those of a service that has its own already."""
    for service in template.resources("AWS::ECS::Service"):
        for network in service.parts("NetworkConfiguration"):
            for inner in network.parts("AwsvpcConfiguration"):
                if "Subnets" in inner.body:
                    words = f"those of {service.id}"
                    public = _flag(template, inner.body.get("AssignPublicIp"))
                    return Subnets(Given(inner.body["Subnets"], words), public)
    return None


def _flag(template: Template, raw: Any) -> bool | None:
    value = template.text_of(raw)
    return {"ENABLED": True, "DISABLED": False}.get(value)


def _of_instances(template: Template) -> Subnets | None:
    """Those of the instances that carried the tasks until now."""
    for group in template.resources("AWS::AutoScaling::AutoScalingGroup"):
        raw = group.body.get("VPCZoneIdentifier")
        if _is_list(template, raw):
            return Subnets(
                Given(raw, f"those of the instances of {group.id}"), _public(template, raw)
            )
    return None


def _is_list(template: Template, raw: Any) -> bool:
    """Whether it is a list of subnets, as it is written."""
    if isinstance(raw, list):
        return bool(raw) and all(_is_one(template, each) for each in raw)
    chosen = raw.get("Fn::If") if isinstance(raw, dict) else None
    if isinstance(chosen, list):
        return len(chosen) == 3 and all(_is_list(template, each) for each in chosen[1:])
    name = raw.get("Ref") if isinstance(raw, dict) else None
    if isinstance(name, str) and name in template.document.values.parameters:
        kind = str(template.document.values.parameters[name].get("Type"))
        return "List" in kind
    return isinstance(raw, dict) and any(key in raw for key in ("Fn::Split",))


def _is_one(template: Template, raw: Any) -> bool:
    name = raw.get("Ref") if isinstance(raw, dict) else None
    definition = template.document.values.parameters.get(str(name))
    return not (isinstance(definition, dict) and "List" in str(definition.get("Type")))


def _listed(template: Template) -> Subnets | None:
    """A parameter that is a list of subnets."""
    names = of_type(
        template,
        lambda name, kind: (
            ("List<AWS::EC2::Subnet::Id>" in kind)
            or (kind == "CommaDelimitedList" and named(name, "subnet"))
        ),
    )
    chosen = _preferred(names)
    if not chosen:
        return None
    given = Given({"Ref": chosen[0]}, f"the parameter {chosen[0]}")
    return Subnets(given, _by_name(chosen[0]))


def _single(template: Template) -> Subnets | None:
    """Parameters of one subnet each."""
    names = of_type(
        template,
        lambda name, kind: (
            kind == "AWS::EC2::Subnet::Id" or (kind == "String" and _is_id(template, name))
        ),
    )
    chosen = _preferred(names)
    if not chosen:
        return None
    words = "the parameters " + ", ".join(chosen)
    if chosen[0].lower().endswith("subnets"):  # one text with several
        split = {"Fn::Split": [",", {"Ref": chosen[0]}]}
        return Subnets(Given(split, f"the parameter {chosen[0]}"), _by_name(chosen[0]))
    return Subnets(Given([{"Ref": name} for name in chosen], words), _by_name(chosen[0]))


_NO_IDS = ("cidr", "count", "type", "tag", "zone", "mask", "range", "name", "block", "bits", "size")


def _is_id(template: Template, name: str) -> bool:
    """Whether a text is the id of a subnet, by its name and its default."""
    default = str(template.document.values.parameters[name].get("Default") or "subnet-")
    return named(name, "subnet") and not named(name, *_NO_IDS) and default.startswith("subnet-")


# Subnets of what is no task; a name without a word of these may be of anything.
_OF_OTHERS = ("db", "data", "rds", "cache", "redis", "search", "bastion", "lambda")


def _preferred(names: list[str]) -> list[str]:
    """Private ones, else those that are not of something else, as a database."""
    private = [name for name in names if named(name, "private", "app", "task", "service")]
    fit = [name for name in names if not named(name, "public", *_OF_OTHERS)]
    return private or fit or [name for name in names if named(name, "public")]


def _by_name(name: str) -> bool | None:
    if named(name, "public"):
        return True
    return False if named(name, "private") else None


def _made(template: Template) -> Subnets | None:
    """Subnets that the template makes."""
    every = template.resources("AWS::EC2::Subnet")
    parts = {part.id: part for part in every if stands(template, {"Ref": part.id})}
    if not parts:
        return None
    chosen = _preferred(list(parts)) or list(parts)
    value = [{"Ref": name} for name in chosen]
    return Subnets(Given(value, "the subnets " + ", ".join(chosen)), _public(template, value))


def _of_load_balancers(template: Template) -> Subnets | None:
    """Those of the load balancer: public, if it is."""
    for balancer in template.resources("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        raw = balancer.body.get("Subnets")
        if _is_list(template, raw):
            inside = template.value(balancer.body.get("Scheme")) == "internal"
            return Subnets(Given(raw, f"those of {balancer.id}"), None if inside else True)
    return None


def _public(template: Template, raw: Any) -> bool | None:
    """Whether subnets are public: by what they are called, or by what the template makes of them."""
    names = set(_names(raw)) - {"AWS::NoValue"} or {""}
    known = {_is_public(template, str(name)) for name in names}
    return known.pop() if len(known) == 1 else None


def _names(raw: Any) -> Iterator[str]:
    """What it refers to, in all branches; "" where it is no reference."""
    if isinstance(raw, list):
        for each in raw:
            yield from _names(each)
    elif isinstance(raw, dict) and "Fn::If" in raw:
        yield from _names(raw["Fn::If"][1:])
    else:
        yield str(raw.get("Ref", "")) if isinstance(raw, dict) else ""


def _is_public(template: Template, name: str) -> bool | None:
    subnet = next((s for s in template.resources("AWS::EC2::Subnet") if s.id == name), None)
    if subnet is None:
        return _by_name(name)
    if template.text_of(subnet.body.get("MapPublicIpOnLaunch")).lower() == "true":
        return True
    if name in _routed(template, "GatewayId"):
        return True
    return False if name in _routed(template, "NatGatewayId") else _by_name(name)


def _routed(template: Template, gateway: str) -> frozenset[str]:
    """The subnets with a route to a gateway of this kind."""
    tables = {
        template.refers(route.body.get("RouteTableId"))
        for route in template.resources("AWS::EC2::Route")
        if gateway in route.body
    }
    return frozenset(
        template.refers(each.body.get("SubnetId"))
        for each in template.resources("AWS::EC2::SubnetRouteTableAssociation")
        if template.refers(each.body.get("RouteTableId")) in tables
    )


def _address(template: Template) -> Given:
    found = subnets(template)
    answer = _answer(template, found.given.value, found.public)
    if answer is not None:
        words = {"ENABLED": "these subnets are public", "DISABLED": "these subnets are private"}
        return Given(answer, words.get(str(answer), "as the condition chooses the subnets"))
    definition = {
        "Type": "String",
        "Default": "DISABLED",
        "AllowedValues": ["ENABLED", "DISABLED"],
        "Description": "ENABLED where the subnets are public: without an address tasks reach nothing there",
    }
    return parameter(template, "AssignPublicIp", definition)


def _answer(template: Template, raw: Any, public: bool | None = None) -> Any:
    """AssignPublicIp for subnets, by the condition that chooses among them; None if that is not known."""
    chosen = raw.get("Fn::If") if isinstance(raw, dict) and public is None else None
    if not chosen:
        known = _public(template, raw) if public is None else public
        return None if known is None else ("ENABLED" if known else "DISABLED")
    first, second = (_answer(template, each) for each in chosen[1:])
    if first is None or second is None:
        return None
    return first if first == second else {"Fn::If": [chosen[0], first, second]}


def _vpc(template: Template) -> Given:
    for part in _with_vpc(template):
        if "VpcId" in part.body and stands(template, part.body["VpcId"]):
            return Given(part.body["VpcId"], f"that of {part.id}")
    made = next(template.resources("AWS::EC2::VPC"), None)
    if made is not None and stands(template, {"Ref": made.id}):
        return Given({"Ref": made.id}, f"the VPC {made.id}")
    names = of_type(template, lambda _, kind: kind == _VPC) or of_type(
        template, lambda name, kind: kind == "String" and name.lower() in ("vpc", "vpcid")
    )
    if names:
        return Given({"Ref": names[0]}, f"the parameter {names[0]}")
    return parameter(template, "VpcId", {"Type": _VPC, "Description": "The VPC of the tasks"})


def _with_vpc(template: Template) -> Iterator[Part]:
    yield from template.resources(TARGET_GROUP)
    yield from template.resources("AWS::EC2::SecurityGroup")
