"""Vital rates over all stages and sites, added up to population growth."""
