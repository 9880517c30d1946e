"""Container engines. ONE FILE, ONE ENGINE: which words it is started with, and how to read what it says."""
