"""The articles as pages for people: the list with its search, and one article with its quotes marked."""
