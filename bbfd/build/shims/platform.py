"""The platform of a task: systems that troposphere 4.11.1 refuses, as Windows Server 2025."""

from __future__ import annotations

from troposphere import ecs


class RuntimePlatform(ecs.RuntimePlatform):
    """troposphere's, without its own list of systems: a rule of ours knows them all.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-runtimeplatform.html
    """

    def validate(self) -> None:
        """Any text."""
