"""Windows and instruments. Qt is imported here and nowhere else."""
