"""Pages for evaluators: the inbox in which questions become verified answers, and how an answer came about."""
