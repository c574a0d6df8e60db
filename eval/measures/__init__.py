"""What a reply is worth: judgement of one, figures over many, and how sure they are."""
