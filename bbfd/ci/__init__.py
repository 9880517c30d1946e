"""The continuous deployment job, written out. ONE FILE, ONE VENDOR."""
