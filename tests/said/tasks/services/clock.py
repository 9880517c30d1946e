"""One container writes the time into a file that another serves, from a volume that both see."""

from bbfd import EC2, Container, Port, Scratch, Worker

service = Worker(
    container=Container(
        name="simple-app",
        image="amazon/amazon-ecs-sample:1.0",
        ports=(Port(number=80, host=80),),
        cpu=10,
        memory=500,
        entry_point=("/usr/sbin/apache2", "-D", "FOREGROUND"),
    ),
    sidecars=(
        Container(
            name="busybox",
            image="busybox:1.36",
            cpu=10,
            memory=500,
            entry_point=("sh", "-c"),
            command=("while true; do /bin/date > /var/www/my-vol/date; sleep 1; done",),
            essential=False,
            volumes_from=("simple-app",),
        ),
    ),
    runs_on=EC2(memory=1000),
    allow={"EC2-STATIC-HOST-PORT": "whoever reads the time knows the instance"},
    uses=(Scratch(path="/var/www/my-vol", name="my-vol"),),
)
