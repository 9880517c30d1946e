"""Images: built, tested and pushed with the container engine that is there, over its own command line."""
