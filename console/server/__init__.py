"""The mission server: the only process that turns requests into facts."""
