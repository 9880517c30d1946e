"""How fast BBFD is, against plain programs that do no more than they must. `make bench`."""
