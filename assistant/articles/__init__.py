"""The source articles for readers: cut for display, searched by words, and referred to."""
