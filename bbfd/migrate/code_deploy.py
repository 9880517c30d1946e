"""Deployments by CodeDeploy: it carries a service over to the new one, CloudFormation does not."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.migrate._step import Note, Step
from bbfd.migrate._subjects import Template

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html"


def _look(template: Template) -> Iterator[Note]:
    for service in template.services:
        for controller in service.part.parts("DeploymentController"):
            if template.text_of(controller.body.get("Type")) == "CODE_DEPLOY":
                yield Note(
                    path=controller.at("Type"),
                    what=f"{service.part.id} is deployed by CodeDeploy, which knows the service and the target groups "
                    "that are replaced",
                    fix="make a new deployment group for the new service; its network is not updated by CloudFormation "
                    "afterwards, but by a deployment",
                )


STEP = Step(title="who deploys by CodeDeploy", doc=_DOC, look=_look)
