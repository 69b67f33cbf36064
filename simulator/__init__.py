"""The vehicle that is not there."""
