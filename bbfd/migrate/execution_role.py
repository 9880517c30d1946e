"""ExecutionRoleArn: what the instance's role allowed its agent, Fargate must be allowed by a role of the task's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.migrate._granted import grant, lacking
from bbfd.migrate._grants import Statement, of_keys_elsewhere, plain, policies, statements
from bbfd.migrate._step import Change, Edit, Note, Put, Step
from bbfd.migrate._subjects import Part, Template, branches

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html"
_AFTER = ("TaskRoleArn", "Memory", "NetworkMode", "RequiresCompatibilities", "Family")


def _look(template: Template) -> Iterator[Change | Note]:
    without = tuple(task for task in template.tasks if _lacks(template, task))
    allowed = statements(template, without)
    for task in without:
        name = new_role(template, task.id)
        if name:
            keys = of_keys_elsewhere(template, (task,))
            yield _change(task, name, _role(template, without, allowed), keys)
    for task in template.tasks:
        yield from _more(template, task)
        yield from () if _ran_on_fargate(template, task) else _nobody(task)


def new_role(template: Template, task: str) -> str:
    """The logical id of the execution role that is made for a task; "" where none is needed."""
    part = template.task(task)
    needed = part is not None and _lacks(template, part) and statements(template, (part,))
    return template.name("TaskExecutionRole") if needed else ""


def _more(template: Template, task: Part) -> Iterator[Change | Note]:
    """What the role that a task has is not allowed yet."""
    id = template.refers(task.body.get("ExecutionRoleArn"))
    role = next((part for part in template.resources("AWS::IAM::Role") if part.id == id), None)
    if role is None:
        return
    missing = lacking(template, role, statements(template, (task,)))
    if missing:
        keys = of_keys_elsewhere(template, (task,))
        given = grant(template, role, f"Start{task.id}", missing)
        yield _allowed(task, role, missing, given, keys)
    trusted = role.body.get("AssumeRolePolicyDocument")
    if isinstance(trusted, dict) and "ecs-tasks" not in str(trusted):
        yield Note(
            path=role.at("AssumeRolePolicyDocument"),
            what=f"{role.id} is the execution role of {task.id}, and ECS tasks may not take it on",
            fix="let ecs-tasks.amazonaws.com do sts:AssumeRole",
        )


def _allowed(
    task: Part, role: Part, missing: list[Statement], given: tuple[Edit, ...], keys: str
) -> Change:
    actions = [
        action
        for each in map(plain, missing)
        for action in ([each["Action"]] if isinstance(each["Action"], str) else each["Action"])
    ]
    return Change(
        path=role.at("Policies"),
        what=f"{role.id} may also {', '.join(actions)}",
        why=f"it is the execution role of {task.id}; until now the role of the instance did that{keys}",
        edits=given,
        avoids="CannotPullECRContainerError: AccessDeniedException"
        if "ecr" in str(missing)
        else "ResourceInitializationError: AccessDeniedException",
    )


def _lacks(template: Template, task: Part) -> bool:
    """Whether it has no execution role, under some condition."""
    return None in template.values(task, "ExecutionRoleArn")


def _role(template: Template, tasks: tuple[Part, ...], allowed: list[Statement]) -> dict[str, Any]:
    conditions = [template.condition(task.id) for task in tasks]
    same = conditions[0] if all(each == conditions[0] for each in conditions) else {}
    return {
        "Type": "AWS::IAM::Role",
        **same,
        "Properties": {
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ],
            },
            "Policies": policies("StartTasks", allowed),
        },
    }


def _change(task: Part, name: str, role: dict[str, Any], keys: str) -> Change:
    value = {"Fn::GetAtt": [name, "Arn"]}
    edits: list[Edit] = [Put(path, value) for path in _absent(task)]
    edits = edits or [Put(task.at("ExecutionRoleArn"), value, after=_AFTER)]
    return Change(
        path=task.at("ExecutionRoleArn"),
        what=f"ExecutionRoleArn is the new role {name}",
        why=(
            "images were pulled and logs written with the role of the instance; this role may do"
            " that for these images, logs and secrets, and nothing else; where a parameter names"
            " the image, for all repositories of this account and region. The stack needs "
            f"CAPABILITY_IAM{keys}"
        ),
        edits=(*edits, Put(("Resources", name), role, after=(task.id,))),
        avoids=(
            "Fargate requires task definition to have execution role ARN to support log driver "
            "awslogs."
        ),
    )


def _absent(task: Part) -> Iterator[tuple[str | int, ...]]:
    """The branches of a condition in which it is AWS::NoValue."""
    raw = task.body.get("ExecutionRoleArn")
    if raw is None:
        return
    present = {path for path, _ in branches(raw, ())}
    yield from (task.at("ExecutionRoleArn", *path) for path in _leaves(raw) if path not in present)


def _leaves(raw: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    chosen = raw.get("Fn::If") if isinstance(raw, dict) else None
    if isinstance(chosen, list) and len(chosen) == 3:
        for at in (1, 2):
            yield from _leaves(chosen[at], (*path, "Fn::If", at))
    else:
        yield path


def _ran_on_fargate(template: Template, task: Part) -> bool:
    """Whether all that launches it is for Fargate already, if it could not start there yet."""
    every = (*template.launched, *template.on_fargate)
    on = {each.on_fargate for each in every if task.id in each.tasks}
    return on == {True}


def _nobody(task: Part) -> Iterator[Note]:
    if "TaskRoleArn" not in task.body:
        yield Note(
            path=task.at("TaskRoleArn"),
            what=(
                f"{task.id} has no TaskRoleArn: what its containers did in AWS they did as the "
                "instance, which is gone"
            ),
            fix=(
                "if they call AWS, give the task a TaskRoleArn with what they need of the "
                "instance's role"
            ),
        )


STEP = Step(title="tasks are started with a role of their own", doc=_DOC, look=_look)
