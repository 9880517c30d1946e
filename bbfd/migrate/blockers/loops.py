"""Resources of ECS that a loop makes: CloudFormation writes them out before it reads them, nobody here does."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Blocker, Found
from bbfd.migrate._subjects import Template
from bbfd.template import Document


def looped(document: Document) -> Iterator[str]:
    """The loops among the resources that have something of ECS in them."""
    for id, body in document.values.resources.items():
        if id.startswith("Fn::ForEach::") and "AWS::ECS::" in str(body):
            yield id


def _look(template: Template) -> Iterator[Found]:
    for id in looped(template.document):
        yield Found(("Resources", id), f"what {id} makes of ECS was left as it is")


BLOCKER = Blocker(
    title="a loop that makes services or tasks",
    instead=(
        "migrate what it makes: take the processed template (aws cloudformation get-template "
        "--template-stage Processed), migrate that, and change the body of the loop alike"
    ),
    aws="Task definition does not support launch_type FARGATE.",
    doc="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html",
    look=_look,
)
