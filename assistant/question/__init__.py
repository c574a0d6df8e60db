"""A question before anything is searched: checked, refused by rule, rewritten if it is a follow-up, and turned into a query."""
