"""The state machine that removes what is due: what it asks AWS, in which order, and what makes it let go.

It finds stacks by their tags; an environment is due by the tag of its own stack alone. Before each deletion that is
read again: who prolongs an environment keeps what is left of it. Services go first, the newest before the others:
none goes before one that came after it. What fails is left as it is, and tried again the next time.
Expressions are JSONata: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from __future__ import annotations

from typing import Any

from troposphere import Sub

from bbfd.model.passing import EXPIRES, LIKE

_LONGEST = 6 * 60 * 60  # of one run, seconds
_BETWEEN = 20  # looks at a deletion, seconds
_FIND = "resourcegroupstaggingapi:getResources"
_DESCRIBE = "cloudformation:describeStacks"
_DELETE = "cloudformation:deleteStack"

_PLACE, _SERVICE = "bbfd:environment", "bbfd:service"
_TIME = r"/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/"
_OVER = "Value <= $states.context.State.EnteredTime"
_DUE = f"$count(Tags[Key = '{EXPIRES}' and $contains(Value, {_TIME}) and {_OVER}]) = 1"
_MOVES = "$contains({}, /_IN_PROGRESS$/)"
_FOUND = "$states.result.ResourceTagMappingList"
_STACK = "$states.result.Stacks[0]"
_STATUS = f"{_STACK}.StackStatus"
_NEXT_PAGE = "$exists($states.result.PaginationToken) ? $states.result.PaginationToken : ''"

States = dict[str, dict[str, Any]]


def machine(name: str, role: str) -> dict[str, Any]:
    """The definition. name: of the environment that the others are like. role: what CloudFormation deletes with."""
    place = f"Tags[Key = '{_PLACE}'].Value"
    due = f"{_FOUND}[{_DUE}].{{'stack': ResourceARN, 'place': {place}}}"
    states: States = {
        "Begin": {"Type": "Pass", "Assign": {"due": [], "page": ""}, "Next": "Find"},
        "Find": {
            **_task(_FIND, _stacks("$page", {LIKE: name})),
            "Assign": {"due": _is(f"[$append($due, {due})]"), "page": _is(_NEXT_PAGE)},
            "Next": "Found",
        },
        "Found": _choice("$page != ''", "Find", "Each"),
        "Each": {**_each("$due", "Take", _environment(name, role)), "Next": "End"},
        "End": {"Type": "Succeed"},
    }
    return {
        "QueryLanguage": "JSONata",
        "StartAt": "Begin",
        "TimeoutSeconds": _LONGEST,
        "States": states,
    }


def _environment(name: str, role: str) -> States:
    """Remove one that was due when it was found: its services, then its own stack."""
    newest = "$sort($ages, function($one, $other) { $one.created < $other.created })"
    return {
        **_services(name),
        "Ages": {
            **_each("$services", "Age", {"Age": _age()}),
            "Assign": {"ages": _is("[$states.result]")},
            "Catch": _LEFT,
            "Next": "Still",
        },
        "Still": _choice(f"$count($ages[{_MOVES.format('status')}]) > 0", "Left", "Away"),
        "Away": {
            **_each(f"{newest}.stack, $own", "Look", {**_looked(), **_deleted(role)}),
            "Catch": _LEFT,
            "Next": "Left",
        },
        "Left": {"Type": "Succeed"},
    }


def _services(name: str) -> States:
    """Find all that says that it goes with the environment."""
    took = {"own": _is("$states.input.stack"), "place": _is("$states.input.place")}
    found = f"{_FOUND}[$count(Tags[Key = '{_SERVICE}']) = 1].ResourceARN"
    return {
        "Take": {
            "Type": "Pass",
            "Assign": {**took, "services": [], "more": ""},
            "Next": "Services",
        },
        "Services": {
            **_task(_FIND, _stacks("$more", {LIKE: name, _PLACE: _is("$place")})),
            "Assign": {"services": _is(f"[$append($services, {found})]"), "more": _is(_NEXT_PAGE)},
            "Catch": _LEFT,
            "Next": "Listed",
        },
        "Listed": _choice("$more != ''", "Services", "Ages"),
    }


def _age() -> dict[str, Any]:
    told = {"stack": "StackId", "status": "StackStatus", "created": "CreationTime"}
    return {
        **_described("$states.input"),
        "Output": {key: _is(f"{_STACK}.{name}") for key, name in told.items()},
        "End": True,
    }


def _looked() -> States:
    """Look again: the environment has to be due still, and nothing else at it, nor at the stack that goes."""
    due = f"{_STACK}[{_DUE}] and $not({_MOVES.format(_STATUS)})"
    return {
        "Look": {
            **_described("$own"),
            "Assign": {"goes": _is(f"$boolean({due})"), "stack": _is("$states.input")},
            "Next": "Due",
        },
        "Due": _choice("$goes", "State", "Prolonged"),
        "Prolonged": {"Type": "Fail", "Error": "Prolonged"},
        "State": {**_described("$stack"), "Assign": {"status": _is(_STATUS)}, "Next": "There"},
        "There": _choice("$status = 'DELETE_COMPLETE'", "Gone", "Free"),
        "Free": _choice(_MOVES.format("$status"), "Prolonged", "Delete"),
    }


def _deleted(role: str) -> States:
    """Delete a stack, and wait until it is gone."""
    return {
        "Delete": {
            **_task(_DELETE, {"StackName": _is("$stack"), "RoleARN": role}),
            "Next": "Wait",
        },
        "Wait": {"Type": "Wait", "Seconds": _BETWEEN, "Next": "Ask"},
        "Ask": {**_described("$stack"), "Assign": {"status": _is(_STATUS)}, "Next": "Ended"},
        "Ended": _choice("$status = 'DELETE_COMPLETE'", "Gone", "Going"),
        "Going": _choice("$status = 'DELETE_IN_PROGRESS'", "Wait", "Failed"),
        "Failed": {"Type": "Fail", "Error": "NotDeleted"},
        "Gone": {"Type": "Succeed"},
    }


_LEFT = [{"ErrorEquals": ["States.ALL"], "Next": "Left"}]
_AGAIN = [
    {
        "ErrorEquals": ["States.TaskFailed"],
        "IntervalSeconds": 5,
        "MaxAttempts": 3,
        "BackoffRate": 2,
    }
]


def _is(expression: str) -> str:
    return f"{{% {expression} %}}"


def _task(action: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        "Type": "Task",
        "Resource": Sub(f"arn:${{AWS::Partition}}:states:::aws-sdk:{action}"),
        "Arguments": arguments,
        "Retry": _AGAIN,
    }


def _described(stack: str) -> dict[str, Any]:
    return _task(_DESCRIBE, {"StackName": _is(stack)})


def _stacks(page: str, tags: dict[str, str]) -> dict[str, Any]:
    """Those with all of these tags."""
    return {
        "ResourceTypeFilters": ["cloudformation:stack"],
        "TagFilters": [{"Key": key, "Values": [said]} for key, said in tags.items()],
        "PaginationToken": _is(page),
    }


def _choice(condition: str, then: str, otherwise: str) -> dict[str, Any]:
    return {
        "Type": "Choice",
        "Choices": [{"Condition": _is(condition), "Next": then}],
        "Default": otherwise,
    }


def _each(items: str, first: str, states: States) -> dict[str, Any]:
    """One after the other."""
    return {
        "Type": "Map",
        "Items": _is(f"[{items}]"),
        "MaxConcurrency": 1,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": first,
            "States": states,
        },
    }
