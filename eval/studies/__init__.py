"""Larger experiments: ablations, robustness, leaving articles out, public benchmarks."""
