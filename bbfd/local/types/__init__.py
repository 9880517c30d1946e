"""Resource types that ministack lacks, or whose attributes it drops. ONE FILE, ONE SUBJECT, defining TYPES.

Imported only once ministack itself is (see `bbfd.local.engine`), and found by name: to add a type is to add
a file. What a type makes is kept in ministack's own stores, so that the services' own APIs show it.
"""
