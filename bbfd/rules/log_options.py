"""What a log driver is told, beyond what it cannot do without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bbfd.rules._bounds import REFUSED
from bbfd.rules._examples import LOGGED, TASK
from bbfd.rules._of_tasks import any_container, in_container
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._subjects import Raw, mappings, part
from bbfd.rules._table import Row, held, one_of
from bbfd.rules.log_driver import drivers
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN, Reference

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html"
_MULTILINE = "AWSLOGS-MULTILINE-EXCLUSIVE"
_BUFFER = "AWSLOGS-BUFFER-BLOCKING"
_SPLUNK = "SPLUNK-OPTIONS"
_GROUP = "AWSLOGS-GROUP-EXISTS"
_REGION = "AWSLOGS-REGION-MISMATCH"
_LINES = ("awslogs-datetime-format", "awslogs-multiline-pattern")
_TOLD = ("splunk-url", "splunk-token")
_OTHER = "AWSLOGS-UNKNOWN-OPTION"
_OURS = frozenset(
    {"awslogs-group", "awslogs-region", "awslogs-stream-prefix", "awslogs-create-group"}
    | {*_LINES, "mode", "max-buffer-size"}
)
# Docker has them: ECS may come to take them.
_DOCKERS = frozenset(
    f"awslogs-{name}"
    for name in ("stream", "endpoint", "format", "create-stream", "credentials-endpoint")
) | {"tag", "awslogs-force-flush-interval-seconds", "awslogs-max-buffered-events"}
_LOGS = "AWS::Logs::LogGroup"


class _Log(NamedTuple):
    """A container's log. path: of the options. options: as they are written."""

    driver: str
    path: Path
    options: Mapping[str, Any]
    body: Raw


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for _, path, body, driver in drivers(document):
        options = part(document, body, "LogConfiguration", "Options")
        if isinstance(options, dict) or (options is None and driver == "splunk"):
            log = _Log(driver, (*path, "Options"), options or {}, body)
            yield from _mode(document, log)
            if driver == "awslogs":
                yield from _awslogs(document, log)
            elif driver == "splunk":
                yield from _splunk(document, log)


def _mode(document: Document, log: _Log) -> Iterator[tuple[str, Found]]:
    if "max-buffer-size" in log.options:
        size = document.value(log.options["max-buffer-size"])
        if size is not None and document.value(log.options.get("mode")) == "blocking":
            what = "max-buffer-size is set, and mode is blocking"
            yield _BUFFER, Found((*log.path, "max-buffer-size"), what)


def _awslogs(document: Document, log: _Log) -> Iterator[tuple[str, Found]]:
    for name in sorted(log.options.keys() - _OURS, key=str):
        if not str(name).startswith("Fn::") and document.value(log.options[name]) is not None:
            level = Level.WARNING if name in _DOCKERS else None
            said = f"Log driver awslogs disallows options: {name}"
            what = f"awslogs has no option {name}"
            yield _OTHER, Found((*log.path, name), what, level=level, aws=said)
    if all(_is_known(document.value(log.options.get(name))) for name in _LINES):
        yield _MULTILINE, Found((*log.path, _LINES[1]), f"{_LINES[0]} is set too")
    group = document.value(log.options.get("awslogs-group"))
    region = document.value(log.options.get("awslogs-region"))
    if isinstance(region, str) and _is_ours(document, group) and region != document.region:
        what = f"awslogs-region is {region}, and the log group is where the stack is"
        yield _REGION, Found((*log.path, "awslogs-region"), what)
    elif isinstance(group, str) and not (_is_made(document, log) or _is_there(document, group)):
        what = f"no log group of this template is called {group}"
        yield _GROUP, Found((*log.path, "awslogs-group"), what)


def _is_made(document: Document, log: _Log) -> bool:
    """Whether the driver makes the group, or may."""
    return document.value(log.options.get("awslogs-create-group")) is not None


def _is_known(value: Any) -> bool:
    return value is not None and value is not UNKNOWN


def _is_ours(document: Document, group: Any) -> bool:
    return isinstance(group, Reference) and group.to in document.resources(_LOGS)


def _is_there(document: Document, name: str) -> bool:
    """Whether a log group of this template has the name, or may have it."""
    names = (
        document.value(body.get("LogGroupName")) for body in document.resources(_LOGS).values()
    )
    return any(each is UNKNOWN or each == name for each in names)


def _splunk(document: Document, log: _Log) -> Iterator[tuple[str, Found]]:
    path = (*log.path[:-1], "SecretOptions")
    given = document.value(part(document, log.body, "LogConfiguration", "SecretOptions"))
    if given is UNKNOWN:
        return
    raw = part(document, log.body, "LogConfiguration")
    secret = [
        document.value(each.get("Name"))
        for _, each in mappings(document, path[:-1], raw, "SecretOptions")
    ]
    for name in _TOLD:
        told = document.value(log.options.get(name)) is not None
        if not told and not any(each is UNKNOWN or each == name for each in secret):
            yield _SPLUNK, Found((*log.path, name), f"{name} is not set")


_OPTION = "              awslogs-stream-prefix: web\n"


def _with(line: str) -> str:
    return LOGGED.replace(_OPTION, f"{_OPTION}              {line}\n")


_TOKEN = "arn:aws:ssm:eu-west-1:123456789012:parameter/token"
_ROLE = "arn:aws:iam::123456789012:role/execution"
_SPLUNKED = in_container(
    "LogConfiguration:\n"
    "  LogDriver: splunk\n"
    "  Options: {@splunk-format: json}\n"
    f"  SecretOptions: [{{Name: splunk-token, ValueFrom: '{_TOKEN}'}}]",
    TASK.replace("      Cpu:", f"      ExecutionRoleArn: {_ROLE}\n      Cpu:"),
)
_NAMED = (
    LOGGED.replace("!Ref Logs", "/@")
    + """\
  Named:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /web, RetentionInDays: 30}
"""
)
_look_for = together(_find)
RULES = (
    *held(
        (
            Row(
                "AWSLOGS-MODE",
                "a log is sent blocking or non-blocking",
                any_container,
                "LogConfiguration.Options.mode",
                one_of("blocking", "non-blocking"),
                REFUSED,
                "write blocking or non-blocking",
                _API,
                _with("mode: @"),
                ("nonblocking", "non-blocking"),
                level=Level.WARNING,
            ),
        )
    ),
    Rule(
        id=_OTHER,
        title="an option of awslogs is one that it has",
        level=Level.ERROR,
        aws_error="Log driver awslogs disallows options: awslogs-prefix",
        fix=f"remove it: there are {', '.join(sorted(_OURS))}",
        doc=_GUIDE,
        wrong=_with("awslogs-prefix: x"),
        right=LOGGED,
        look=_look_for(_OTHER),
        also=("E3046",),
    ),
    Rule(
        id=_MULTILINE,
        title="where a message of several lines begins is said once",
        level=Level.WARNING,
        aws_error=REFUSED,
        fix="remove awslogs-datetime-format or awslogs-multiline-pattern",
        doc=_API,
        wrong=_with("awslogs-datetime-format: '%Y'").replace(
            _OPTION, f"{_OPTION}              awslogs-multiline-pattern: ^INFO\n"
        ),
        right=_with("awslogs-multiline-pattern: ^INFO"),
        look=_look_for(_MULTILINE),
    ),
    Rule(
        id=_BUFFER,
        title="a log that blocks has no buffer",
        level=Level.WARNING,
        aws_error=REFUSED,
        fix="remove max-buffer-size, or write mode: non-blocking",
        doc=_API,
        wrong=_with("mode: blocking\n              max-buffer-size: 25m"),
        right=_with("mode: non-blocking\n              max-buffer-size: 25m"),
        look=_look_for(_BUFFER),
    ),
    Rule(
        id=_SPLUNK,
        title="splunk has a url and a token",
        level=Level.WARNING,
        aws_error=REFUSED,
        fix="add the option splunk-url, and splunk-token to SecretOptions",
        doc=_API,
        wrong=_SPLUNKED.replace("@", ""),
        right=_SPLUNKED.replace("@", "splunk-url: 'https://splunk.example.com', "),
        look=_look_for(_SPLUNK),
    ),
    Rule(
        id=_GROUP,
        title="the log group is there",
        level=Level.WARNING,
        aws_error="(the task stops) ResourceInitializationError: failed to validate logger args: create stream has "
        "been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log "
        "group does not exist.",
        fix="add an AWS::Logs::LogGroup and !Ref it; one that is made elsewhere has to be there first",
        doc=_GUIDE,
        wrong=_NAMED.replace("@", "wbe"),
        right=_NAMED.replace("@", "web"),
        look=_look_for(_GROUP),
    ),
    Rule(
        id=_REGION,
        title="a log goes to the region of its log group",
        level=Level.WARNING,
        aws_error="(the task stops) ResourceInitializationError: failed to validate logger args: ... "
        "The specified log group does not exist.",
        fix="write awslogs-region: !Ref AWS::Region",
        doc=_GUIDE,
        wrong=LOGGED.replace("!Ref AWS::Region", "eu-west-9"),
        right=LOGGED,
        look=_look_for(_REGION),
    ),
)
