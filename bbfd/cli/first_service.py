"""The first service of a new project, for each kind: its file, and what its environments need for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class First(NamedTuple):
    """service: its file. environment: a further line of each environment's file; names: what that line imports."""

    service: str
    environment: str = ""
    names: str = ""


_WEB = '''"""A page from nginx."""

from bbfd import Container, Fargate, Http, Tuning, WebService

service = WebService(
    container=Container(image="public.ecr.aws/nginx/nginx:1.27", port=80),
    runs_on=Fargate(cpu=256, memory=512),
    http=Http(path="/*"),
    tuning={"prod": Tuning(count=2)},
)
'''
_BACKEND = '''"""Others of the environment call it as `http://hello:80`; what calls it says `connect=True`."""

from bbfd import BackendService, Container, Fargate, Tuning

service = BackendService(
    container=Container(image="public.ecr.aws/nginx/nginx:1.27", port=80),
    runs_on=Fargate(cpu=256, memory=512),
    tuning={"prod": Tuning(count=2)},
)
'''
_WORKER = '''"""Takes its work from a queue, whose URL is in QUEUE_URL."""

from bbfd import Container, Fargate, Scaling, Worker, WorkQueue

service = Worker(
    container=Container(
        image="public.ecr.aws/docker/library/busybox:1.37", command=("sleep", "infinity")
    ),
    runs_on=Fargate(cpu=256, memory=512),
    queue=WorkQueue(visibility=60),
    scaling=Scaling(minimum=1, maximum=4, backlog=100),
)
'''
_SCHEDULED = '''"""Runs every night at two."""

from bbfd import Container, Fargate, Schedule, ScheduledTask

service = ScheduledTask(
    container=Container(
        image="public.ecr.aws/docker/library/busybox:1.37", command=("echo", "hello")
    ),
    runs_on=Fargate(cpu=256, memory=512),
    schedule=Schedule(when="cron(0 2 * * ? *)", time_zone="Europe/Berlin", window=15),
)
'''
_EVENT = '''"""Runs for each event that an application puts on the bus, with the order's number in ORDER."""

from bbfd import Container, Event, EventTask, Fargate

service = EventTask(
    container=Container(
        image="public.ecr.aws/docker/library/busybox:1.37", command=("sh", "-c", "echo $ORDER")
    ),
    runs_on=Fargate(cpu=256, memory=512),
    event=Event(sources=("shop",), types=("Ordered",), variables={"ORDER": "$.detail.id"}),
)
'''
_TASK = '''"""Runs when somebody asks for it."""

from bbfd import Container, Fargate, Task

service = Task(
    container=Container(
        image="public.ecr.aws/docker/library/busybox:1.37", command=("echo", "hello")
    ),
    runs_on=Fargate(cpu=256, memory=512),
)
'''
_DAEMON = '''"""Runs on each instance of the environment."""

from bbfd import EC2, Container, Daemon

service = Daemon(
    container=Container(
        image="public.ecr.aws/docker/library/busybox:1.37", command=("sleep", "infinity")
    ),
    runs_on=EC2(memory=64),
)
'''

KINDS: Mapping[str, First] = MappingProxyType(
    {
        "web": First(_WEB),
        "backend": First(_BACKEND, 'discovery="{environment}.internal",', ""),
        "worker": First(_WORKER),
        "scheduled": First(_SCHEDULED),
        "event": First(_EVENT),
        "task": First(_TASK),
        "daemon": First(_DAEMON, "capacity=Capacity(minimum=1),", "Capacity, "),
    }
)
