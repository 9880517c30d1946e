"""CloudWatch Logs: what the containers of the fake ECS said before they ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.faults.fake.failure import AwsFailure

if TYPE_CHECKING:
    from tests.faults.fake.ecs.records import Task
    from tests.faults.fake.world import World

Json = dict[str, Any]


class Logs:
    """streams: (group, stream) -> lines, beside what fates say. gone: groups that are not there.

    written: (group, stream, milliseconds, message), which FilterLogEvents finds, `page` at a time; each of them is
    followed by so many `empty` pages.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.streams: dict[tuple[str, str], tuple[str, ...]] = {}
        self.gone: set[str] = set()
        self.written: list[tuple[str, str, int, str]] = []
        self.page = 10_000
        self.empty = 0

    def FilterLogEvents(self, p: Json) -> Json:
        group = p["logGroupName"]
        if group in self.gone:
            raise AwsFailure("ResourceNotFoundException", "The specified log group does not exist.")
        if p.get("filterPattern", "").count('"') % 2:
            raise AwsFailure("InvalidParameterException", "Invalid filter pattern")
        found = self._filtered(group, p)
        start, _, blank = p.get("nextToken", "0/0").partition("/")
        first, skip = int(start), int(blank)
        if skip < self.empty:
            return {"events": [], "nextToken": f"{first}/{skip + 1}"}
        page, after = found[first : first + self.page], first + self.page
        more = {"nextToken": f"{after}/0"} if after < len(found) else {}
        return {"events": page, "searchedLogStreams": [], **more}

    def _filtered(self, group: str, p: Json) -> list[Json]:
        since, until = p.get("startTime", 0), p.get("endTime", 1 << 60)
        pattern, prefix = p.get("filterPattern", "").strip('"'), p.get("logStreamNamePrefix", "")
        found = [
            {"eventId": f"{n:056}", "timestamp": at, "logStreamName": stream, "message": said}
            for n, (where, stream, at, said) in enumerate(self.written)
            if where == group and since <= at <= until and stream.startswith(prefix)
            if pattern in said and at <= int(self._world.timeline.utc().timestamp() * 1000)
        ]
        return sorted(found, key=lambda one: one["timestamp"])

    def GetLogEvents(self, p: Json) -> Json:
        group = p.get("logGroupName") or p["logGroupIdentifier"].rpartition(":")[2]
        found = self._lines(group, p["logStreamName"])
        if found is None:
            raise AwsFailure(
                "ResourceNotFoundException", "The specified log stream does not exist."
            )
        lines, until = found
        most = int(p.get("limit", 10_000))
        if len(lines) > most:
            lines = lines[:most] if p.get("startFromHead") else lines[-most:]
        at = int(until.timestamp() * 1000)
        events = [
            {"timestamp": at - len(lines) + n, "message": line, "ingestionTime": at}
            for n, line in enumerate(lines)
        ]
        token = {"nextForwardToken": "f/end", "nextBackwardToken": "b/end"}
        return {"events": [] if p.get("nextToken") else events, **token}

    def _lines(self, group: str, stream: str) -> Any:
        if group in self.gone:
            raise AwsFailure("ResourceNotFoundException", "The specified log group does not exist.")
        if (group, stream) in self.streams:
            return self.streams[group, stream], self._world.timeline.utc()
        for service in self._world.ecs.services.values():
            for task in service.tasks:
                if stream.endswith(f"/{task.id}") and group == self._group(task):
                    return self._said(task)
        return None

    def _group(self, task: Task) -> str:
        containers = self._world.ecs.definitions[task.definition].get("ContainerDefinitions", ())
        return str(
            containers[0].get("LogConfiguration", {}).get("Options", {}).get("awslogs-group")
        )

    def _said(self, task: Task) -> Any:
        if task.fate is None or task.stop_code == "TaskFailedToStart":
            return None
        when = task.stopped if task.stopped is not None else self._world.timeline.now
        return (task.fate.log if task.stopped is not None else ()), self._world.timeline.utc(when)

    def DescribeLogGroups(self, p: Json) -> Json:
        prefix = p.get("logGroupNamePrefix", "")
        held = self._world.live("AWS::Logs::LogGroup")
        names = [h.physical for h in held if h.physical not in self.gone]
        return {
            "logGroups": [
                {"logGroupName": n, "arn": self._world.arn("logs", f"log-group:{n}:*")}
                for n in sorted(names)
                if n.startswith(prefix)
            ]
        }
