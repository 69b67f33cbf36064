"""Stands before the real package on the path: here is no shiboken6."""

raise ModuleNotFoundError("No module named 'shiboken6'", name="shiboken6")
