"""Tasks that run once, of no service."""

from __future__ import annotations

from typing import Any

from tests.faults.fake.ecs.records import Task
from tests.faults.fake.failure import AwsFailure

Json = dict[str, Any]


class OnceCalls:
    def RunTask(self: Any, p: Json) -> Json:
        (override,) = p["overrides"]["containerOverrides"]
        if p["taskDefinition"] not in self.definitions:
            raise AwsFailure("ClientException", "TaskDefinition not found.")
        again = [arn for arn, one in self.tokens.items() if one == p["clientToken"]]
        if again:
            return {"tasks": [self._of_once(self.once[again[0]])], "failures": []}
        arn = self.arn(f"task/{p['cluster']}/{self.fresh()}")
        self.tokens[arn] = p["clientToken"]
        made = Task(arn, "bbfd", p["taskDefinition"], self.timeline.now)
        self.once[arn] = made
        self.ordered.append(p)

        def end() -> None:
            self.end(
                made,
                self.stop_code,
                "Essential container in task exited",
                exit=self.exit_of(override["command"]),
            )

        self.timeline.after(self.lasts, end)
        return {"tasks": [self._of_once(made)], "failures": []}

    def _of_once(self: Any, task: Task) -> Json:
        containers = self.definitions[task.definition]["ContainerDefinitions"]
        found: Json = {
            "taskArn": task.arn,
            "taskDefinitionArn": task.definition,
            "lastStatus": task.status,
            "desiredStatus": task.desired,
            "createdAt": self.timeline.utc(task.created),
            "containers": [self._container(task, c, n) for n, c in enumerate(containers)],
        }
        if task.stopped is not None:
            found["stoppedAt"] = self.timeline.utc(task.stopped)
            found |= {"stopCode": task.stop_code, "stoppedReason": task.reason}
        return found
