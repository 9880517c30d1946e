"""AWS services, or single calls, that ministack lacks. ONE FILE, ONE SERVICE.

Imported only once ministack itself is. A file defines `ACTIONS`, a mapping that `bbfd.local.graft` puts
beside ministack's own; a service that keeps state also has the functions of a ministack service module.
"""
