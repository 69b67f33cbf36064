"""Qt item models: they show, and decide nothing."""
