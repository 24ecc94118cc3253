"""What pages show, as frozen dataclasses computed from an assessment: words and numbers, no HTML."""
