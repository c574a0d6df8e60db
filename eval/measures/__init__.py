"""What a reply is worth: judging one, figures over many, and how certain those are."""
