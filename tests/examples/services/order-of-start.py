"""`after`: the cache is healthy, then the migration ends well, then the service begins."""

from bbfd import Container, Healthy, WebService

service = WebService(
    container=Container(image="shop:4.2", port=8080, after={"migrate": "success"}),
    sidecars=(
        Container(
            image="shop:4.2",
            name="migrate",
            command=("manage.py", "migrate"),
            essential=False,
            after={"cache": "healthy"},
        ),
        Container(image="redis:7.4", name="cache", healthy=Healthy(command="redis-cli ping")),
    ),
)
