"""Simulations that are asked for over HTTP: kept as folders, run by a process of their own, one at a time."""
