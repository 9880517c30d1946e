"""Tasks that run once, of no service."""

from __future__ import annotations

from typing import Any

from tests.faults.fake.ecs.records import Task
from tests.faults.fake.failure import AwsFailure

Json = dict[str, Any]


class OnceCalls:
    def RunTask(self: Any, p: Json) -> Json:
        overrides = p.get("overrides", {}).get("containerOverrides", ())
        command = next((one["command"] for one in overrides if "command" in one), [])
        if p["taskDefinition"] not in self.definitions:
            raise AwsFailure("ClientException", "TaskDefinition not found.")
        again = [arn for arn, one in self.tokens.items() if one == p["clientToken"]]
        if again:
            return {"tasks": [self._of_once(self.once[again[0]])], "failures": []}
        if self.failures:
            return {"tasks": [], "failures": self.failures}
        arn = self.arn(f"task/{p['cluster']}/{self.fresh()}")
        self.tokens[arn] = p["clientToken"]
        made = Task(arn, "bbfd", p["taskDefinition"], self.timeline.now)
        self.once[arn] = made
        self.ordered.append(p)

        def end() -> None:
            self.end(made, self.stop_code, self.stop_reason, exit=self.exit_of(command))

        self.timeline.after(self.lasts, end)
        return {"tasks": [self._of_once(made)], "failures": []}

    def StopTask(self: Any, p: Json) -> Json:
        made = self.once.get(p["task"])
        if made is None:
            raise AwsFailure("InvalidParameterException", "The referenced task was not found.")
        why = p.get("reason", "Task stopped by user")
        self.timeline.after(5.0, lambda: self.end(made, "UserInitiated", why, exit=143))
        return {"task": self._of_once(made)}

    def _of_once(self: Any, task: Task) -> Json:
        containers = self.definitions[task.definition]["ContainerDefinitions"]
        over = task.stopped is not None
        found: Json = {
            "taskArn": task.arn,
            "taskDefinitionArn": task.definition,
            "lastStatus": task.status,
            "desiredStatus": task.desired,
            "createdAt": self.timeline.utc(task.created),
            "containers": [
                self._container(task, c, n) | (self.ends.get(c["Name"], {}) if over else {})
                for n, c in enumerate(containers)
            ],
        }
        if task.stopped is not None:
            found["stoppedAt"] = self.timeline.utc(task.stopped)
            found |= {"stopCode": task.stop_code, "stoppedReason": task.reason}
        return found
