"""What Parties decide and report: lists, plans, pathways, climate measures, rules and standards."""
