"""What runs by the clock: plain functions of a period and a time, recorded, once at a time."""
