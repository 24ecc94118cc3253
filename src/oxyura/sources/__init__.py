"""Readers of outside data: rows of study tables, what was set aside, and counts that add up."""
