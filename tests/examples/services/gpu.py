"""On instances: a GPU, shared memory, a device, and a name server of one's own."""

from bbfd import EC2, Container, Device, Linux, Worker

service = Worker(
    container=Container(
        image="trainer:3",
        gpu=1,
        linux=Linux(shared_memory=1024, devices=(Device(host="/dev/fuse"),)),
        dns_servers=("10.0.0.2",),
    ),
    runs_on=EC2(cpu=2048, memory=7168),
)
