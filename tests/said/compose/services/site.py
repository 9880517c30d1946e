"""A server before an interpreter: two containers that share the files which a third copies from its image."""

from bbfd import Container, Http, Repository, Scratch, WebService

service = WebService(
    container=Container(image="nginx:1.27", port=80, after={"code": "success"}),
    sidecars=(
        Container(name="php", image="php:8.3-fpm", after={"code": "success"}),
        Container(
            name="code",
            image=Repository(name="site-code", tag="1.0"),
            command=("cp", "-r", "/image/.", "/php-code/"),
            essential=False,
        ),
    ),
    http=Http(host="site.{domain}"),
    uses=tuple(
        Scratch(path="/php-code", name="code", container=container)
        for container in ("app", "php", "code")
    ),
)
