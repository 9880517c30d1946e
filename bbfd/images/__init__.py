"""Images: built, tested and pushed with the container engine that is there, over its own command line. It knows no AWS.

recipes     definitions -> what is handed to an engine       records   the plain values that pass between the files
content     the hash of all that an image is made from       ignored   what a .dockerignore leaves out of it
naming      what images are called                           revision  whether the commit is all of it
engine      what an engine is to us: questions, each answered by words; it starts nothing
engines/    ONE FILE, ONE ENGINE                             choosing  which of them builds
processes   programs, started and ended: the only file here that starts any
building    an image is there, or it is built                steps     which step of a Dockerfile failed
trials      checks, each tried in a container                asking    what a request has to be answered with
loopback    what is asked of a container                     hidden    the secrets of a build, out of what it says
credentials where an engine keeps what a registry let it in with; pushing  pushed, and read back
"""
