"""Numbers, time and bytes: what every process shares. No guests, no Qt."""
