"""The version: a constant, because reading it from installed metadata costs a third of `--help`."""

__version__ = "0.1.0"
