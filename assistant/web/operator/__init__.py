"""The page on which an operator uploads, previews, removes and publishes documents."""
