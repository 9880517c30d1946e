"""A folder of the instance, and a volume of Docker that its tasks share: on EC2 alone."""

from bbfd import EC2, Container, DockerVolume, HostVolume, Worker

service = Worker(
    container=Container(image="worker:1", memory=512),
    runs_on=EC2(),
    uses=(
        HostVolume(folder="/var/log", path="/logs", read_only=True),
        DockerVolume(path="/cache", name="cache", shared=True, made=True),
    ),
)
