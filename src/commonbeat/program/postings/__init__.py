"""Officers posted to areas: promised hours, time pulled away, handovers."""
