"""The mission server and the consoles on top of it."""
