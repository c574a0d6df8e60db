"""Pages for evaluators: how an answer came about."""
