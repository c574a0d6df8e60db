"""A question before anything is searched: checked, what kind of turn it is, rewritten if it is a follow-up, and turned into a query."""
