"""What a console knows and how it stays in step with the mission server. No Qt."""
