"""What brings an image to where it is deployed, and holds it back: one image, the same digest everywhere.

arrived     an image that is where it is deployed from; how an environment of a release ended
contents    what an image is made of, and for which architectures
copying     from the registry of one environment into that of another, by digest
gates       the architecture that it is launched on, and what a scan found
running     the digest that a stack runs
smoke       whether a service answers where it is reached
"""
