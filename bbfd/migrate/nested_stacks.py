"""Nested stacks: each has a template of its own, which is migrated by itself."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Note, Step
from bbfd.migrate._subjects import Template

_DOC = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html"


def _look(template: Template) -> Iterator[Note]:
    for stack in template.resources("AWS::CloudFormation::Stack"):
        url = template.text_of(stack.body.get("TemplateURL"))
        local = url and "://" not in url
        yield Note(
            path=stack.at("TemplateURL"),
            what=f"{stack.id} has a template of its own, which is not changed here",
            fix=f"migrate it too: `bbfd migrate {url}`"
            if local
            else "migrate it too, and pass the parameters it gets",
        )


STEP = Step(title="nested stacks are migrated by themselves", doc=_DOC, look=_look)
