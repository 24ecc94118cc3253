"""Places: great circles, outlines of sites, and the cells of reference grids."""
