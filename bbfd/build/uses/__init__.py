"""What the things that a service uses are made of. One file, one thing; imported where one is used, and not before."""
