"""What Parties decide and report, held against a study: climate measures, rules and subsidies, standards."""
