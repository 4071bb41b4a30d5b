"""What the line does by the clock: one tick a file, each `run(services) -> count`, each harmless to run twice."""
