"""The cabin air one orbit ahead: telemetry in bins, a fit, many cabins run on, words. All pure."""
