"""Benchmarks: ours beside a reference, on the same work in the same run."""
