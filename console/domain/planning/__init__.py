"""Who looks at what, when: problem, instant plans, measures, an independent check. All pure."""
