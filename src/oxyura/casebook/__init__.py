"""The studies that ship with the program: tables of published facts, one folder each."""
