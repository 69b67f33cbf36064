"""Curves, strips and maps drawn with pyqtgraph."""
