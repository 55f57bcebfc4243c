"""Checks of run_interop.py: faults beyond the first ones."""
