"""Curves, strips, maps and the globe, painted in software."""
