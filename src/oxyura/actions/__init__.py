"""Measures: what they do, what they cost, and the best portfolio of them under a budget."""
