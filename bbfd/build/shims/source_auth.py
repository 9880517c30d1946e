"""A source of CodeBuild that is read through a connection, which troposphere 4.11.1 refuses."""

from __future__ import annotations

from troposphere import codebuild


class SourceAuth(codebuild.SourceAuth):
    """troposphere's, whose one type is OAUTH.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-sourceauth.html
    """

    def validate(self) -> None:
        """Take what CloudFormation takes."""
