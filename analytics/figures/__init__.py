"""Counts and rates of a period: by month, by unit, who asks again, who lags behind."""
