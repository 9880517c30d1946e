"""A blog; it calls its database by the name `blog-db`."""

from bbfd import Container, Http, Secret, WebService

service = WebService(
    container=Container(
        image="wordpress:6.6",
        port=80,
        variables={
            "WORDPRESS_DB_HOST": "blog-db",
            "WORDPRESS_DB_USER": "wordpress",
            "WORDPRESS_DB_NAME": "wordpress",
        },
    ),
    connect=True,
    http=Http(host="blog.{domain}"),
    after=("blog-db",),
    uses=(Secret(variable="WORDPRESS_DB_PASSWORD", parameter="/blog/password"),),
)
