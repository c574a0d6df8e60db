"""The JSON and event-stream routes for programs."""
