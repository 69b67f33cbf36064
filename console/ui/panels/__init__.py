"""Dockable parts of a console; panels do not import each other."""
