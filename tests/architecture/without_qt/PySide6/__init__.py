"""Stands before the real package on the path: here is no PySide6."""

raise ModuleNotFoundError("No module named 'PySide6'", name="PySide6")
