"""Log groups: who may make them, and how long they keep what is in them."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.rules._bounds import number
from bbfd.rules._examples import LOGGED
from bbfd.rules._roles import allows, role_of
from bbfd.rules._rule import Found, Level
from bbfd.rules._subjects import Raw, part
from bbfd.rules._table import Declared, Fit, Row, found_by, held
from bbfd.rules.log_driver import drivers
from bbfd.template.document import Document, Path

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"
_RETENTION = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"
_GROUP = "AWS::Logs::LogGroup"
_MAKING = "AWSLOGS-CREATE-GROUP-PERMISSION"
_KEEPING = "LOGS-RETENTION-MISSING"
_OPTION = "awslogs-create-group"


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task, path, body, driver in drivers(document):
        makes = part(document, body, "LogConfiguration", "Options", _OPTION)
        if driver != "awslogs" or str(makes).lower() != "true":
            continue
        role = role_of(document, task.body.get("ExecutionRoleArn"))
        if role and allows(document, role, "logs:createloggroup") is False:
            what = f"{role} is the execution role of {task.id}, and may not make log groups"
            yield _MAKING, Found((*path, "Options", _OPTION), what)
    for logical_id, group in document.resources(_GROUP).items():
        if document.value(group.get("RetentionInDays")) is None:
            where = ("Resources", logical_id, "Properties", "RetentionInDays")
            yield _KEEPING, Found(where, "RetentionInDays is not set: it is for ever then")


_MADE = LOGGED.replace("!Ref Logs", "/made").replace(
    "              awslogs-stream-prefix: web\n",
    f"              awslogs-stream-prefix: web\n              {_OPTION}: 'true'\n",
)
_ALLOWED = """\
      Policies:
        - PolicyName: groups
          PolicyDocument:
            Version: '2012-10-17'
            Statement: [{Effect: Allow, Action: 'logs:CreateLogGroup', Resource: '*'}]
"""
_GROUPED = f"Resources:\n  Logs:\n    Type: {_GROUP}\n"
_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)


def _groups(document: Document) -> Iterator[tuple[Path, Raw]]:
    for logical_id, body in document.resources(_GROUP).items():
        yield ("Resources", logical_id, "Properties"), body


_HELD = Row(
    "LOGS-RETENTION",
    "a log group keeps as long as there is a choice for",
    _groups,
    "RetentionInDays",
    Fit(
        lambda value: number(value) is None or number(value) in _DAYS,
        lambda name, value: f"{name} is {value}",
    ),
    "Value '@' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: "
    f"{[*_DAYS]}",
    f"write one of {', '.join(map(str, _DAYS))}",
    _RETENTION,
    f"{_GROUPED}    Properties: {{RetentionInDays: @}}\n",
    ("45", "60"),
    also=("E3030", "W3030"),
)
_FOUND = found_by(
    _find,
    (
        Declared(
            _MAKING,
            "who makes a log group may make it",
            "(the task stops) ResourceInitializationError: failed to validate logger args: ... "
            "AccessDeniedException: ... is not authorized to perform: logs:CreateLogGroup",
            "allow logs:CreateLogGroup to the execution role, or add an AWS::Logs::LogGroup and !Ref it",
            _DOC,
            _MADE,
            _MADE + _ALLOWED,
            Level.WARNING,
        ),
        Declared(
            _KEEPING,
            "a log group says how long it keeps",
            "none: it keeps everything for ever, and all of it is paid for",
            "write RetentionInDays, such as 30",
            _RETENTION,
            _GROUPED,
            f"{_GROUPED}    Properties: {{RetentionInDays: 30}}\n",
            Level.WARNING,
        ),
    ),
)
RULES = (*held((_HELD,)), *_FOUND)
