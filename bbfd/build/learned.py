"""What other stacks tell, as a parameter of this one."""

from __future__ import annotations

from troposphere import Join, Ref

from bbfd.build.needed import needed_by
from bbfd.build.scope import Scope
from bbfd.model.naming import environment_stack_name, logical_id, stack_name
from bbfd.model.reference import FromEnvironment, FromService, Reference
from bbfd.model.stack import FromStack, Parameter
from bbfd.model.workload import Workload


def said(scope: Scope[Workload], wanted: Reference) -> Ref | Join:
    """As a template says it."""
    if not _is_shared(scope, wanted):
        return Ref(parameter_name(wanted))
    found = needed_by(scope.place)(wanted.output)
    several = isinstance(found, Parameter) and found.type.startswith("List<")
    return Join(",", Ref(wanted.output)) if several else Ref(wanted.output)


def parameter(scope: Scope[Workload], wanted: Reference) -> Parameter | None:
    """What carries it; None of what all take of their environment, which comes by itself."""
    if _is_shared(scope, wanted):
        return None
    return Parameter(name=parameter_name(wanted), type="String", source=source_of(scope, wanted))


def _is_shared(scope: Scope[Workload], wanted: Reference) -> bool:
    """Whether it is one of the parameters that every service takes its environment by."""
    if not isinstance(wanted, FromEnvironment):
        return False
    return needed_by(scope.place)(wanted.output) is not None


def parameter_name(wanted: Reference) -> str:
    """What the parameter is called that a value of another stack comes by."""
    if isinstance(wanted, FromEnvironment):
        return logical_id("environment", wanted.output)
    of = wanted.service if isinstance(wanted, FromService) else wanted.stack
    return logical_id(of, wanted.output)


def source_of(scope: Scope[Workload], wanted: Reference) -> FromStack:
    """Where it is learned from."""
    place = scope.place.name
    if isinstance(wanted, FromService):
        name = stack_name(place, wanted.service)
        return FromStack(stack=name, output=wanted.output, service=wanted.service)
    if isinstance(wanted, FromEnvironment):
        return FromStack(stack=environment_stack_name(place), output=wanted.output)
    return wanted
