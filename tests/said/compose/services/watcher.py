"""Watches others; its settings, and what it learns, lie in one file system, in folders of their own."""

from bbfd import Container, Efs, HealthCheck, Http, WebService

FOLDERS = {
    "etc": "/opt/nagios/etc",
    "libexec": "/opt/nagios/libexec",
    "plugins": "/opt/Custom-Nagios-Plugins",
}

service = WebService(
    container=Container(
        image="jasonrivers/nagios:4.5", port=80, variables={"ENV": "DEV", "SITE": "testsite"}
    ),
    http=Http(host="watch.{domain}", health=HealthCheck(codes="200,401")),
    uses=tuple(
        Efs(
            name=name,
            path=path,
            folder=f"/{name}",
            file_system="fs-0a9464fa",
            security_group="sg-0123456789abcdef0",
        )
        for name, path in FOLDERS.items()
    ),
)
