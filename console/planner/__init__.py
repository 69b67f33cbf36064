"""The planner's own process: HiGHS with progress, cancelled at will, killed if it must be."""
