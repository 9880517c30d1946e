"""`Daemon`: one task on each EC2 instance of the environment."""

from bbfd import EC2, Container, Daemon

service = Daemon(
    container=Container(image="agent:1.0", port=8125), runs_on=EC2(cpu=128, memory=128)
)
