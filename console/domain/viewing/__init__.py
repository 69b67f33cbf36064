"""What can be seen from orbit, from which window, when."""
