"""A server and an interpreter on an instance, with a volume of Docker that both see, and a name for one another."""

from bbfd import EC2, Container, DockerVolume, Http, Mounted, Repository, WebService

service = WebService(
    container=Container(
        name="nginx-web-container",
        image=Repository(name="nginx-web"),
        port=80,
        cpu=256,
        memory=256,
        links=("php-app-container:app-container",),
    ),
    sidecars=(
        Container(
            name="php-app-container",
            image=Repository(name="php-app", tag="1.0"),
            port=9000,
            cpu=0,
            memory=256,
            memory_reservation=256,
        ),
    ),
    runs_on=EC2(memory=512),
    http=Http(host="pages.example.org"),
    uses=(
        DockerVolume(path="/var/www/html/", name="php-code", driver="local"),
        Mounted(volume="php-code", path="/var/www/html/", container="php-app-container"),
    ),
)
