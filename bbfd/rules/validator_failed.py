"""A validator that could not do its work has not said that the template is right."""

from __future__ import annotations

from bbfd.rules._rule import Level, Rule, When, nothing

FAILED = Rule(
    id="VALIDATOR-FAILED",
    title="every validator that was asked has looked",
    level=Level.ERROR,
    aws_error="none: nobody has looked",
    fix="update the validator; if that does not help, report it to its makers, and allow this with that reason",
    doc="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-template.html",
    wrong="# a template on which cloudformation-validate or cfn-lint crashes\n",
    right="# the same template, and a version of the validator that reads it\n",
    look=nothing,
    when=When.VALIDATORS,
)
RULES = (FAILED,)
