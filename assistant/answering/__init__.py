"""The one answer service: follow a question through search, reading and decision to a record whose quotes are proved."""
