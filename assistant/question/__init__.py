"""A question as it came: checked, refused by rule, made whole where it follows up, and turned into a query."""
