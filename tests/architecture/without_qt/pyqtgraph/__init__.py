"""Stands before the real package on the path: here is no pyqtgraph."""

raise ModuleNotFoundError("No module named 'pyqtgraph'", name="pyqtgraph")
