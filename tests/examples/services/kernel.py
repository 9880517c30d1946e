"""`linux`, `ulimits` and `system_controls`: what a container asks of the kernel, on Fargate."""

from bbfd import Container, Linux, Tmpfs, Ulimit, Worker

service = Worker(
    container=Container(
        image="crawler:7",
        read_only=True,
        linux=Linux(init=True, drop=("NET_RAW",), tmpfs=(Tmpfs(path="/tmp", size=64),)),
        ulimits=(Ulimit(name="nofile", soft=65536),),
        system_controls={"net.core.somaxconn": "1024"},
    ),
)
