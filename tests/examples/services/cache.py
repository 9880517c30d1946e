"""A cache of two nodes, and a database that is one instance."""

from bbfd import Cache, Container, Database, Instances, Nodes, WebService

service = WebService(
    container=Container(image="shop:4.2", port=8080),
    uses=(
        Cache(capacity=Nodes(type="cache.t4g.small", replicas=1)),
        Database(engine="postgres", capacity=Instances(standby=True)),
    ),
)
