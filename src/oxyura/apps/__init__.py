"""The programs that people use: the command line and the web application."""
