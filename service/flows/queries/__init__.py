"""What pages show: functions that read and return frozen dataclasses."""
