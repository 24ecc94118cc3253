"""How Sphinx builds the documentation."""

import oxyura

project = "Oxyura"
author = "The Oxyura developers"
version = release = oxyura.__version__
copyright = author

extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
numpydoc_show_class_members = False
autodoc_typehints = "none"

# Quotes and ellipses, but no dashes: two hyphens are the beginning of an option.
smartquotes_action = "qe"

html_theme = "alabaster"
html_theme_options = {"description": "Invasive alien species and migratory species, assessed together"}
html_static_path = ["_static"]
html_copy_source = False
html_show_sourcelink = False
