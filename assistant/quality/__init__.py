"""What people make of the answers: the questions that were asked, and the entries that evaluators verify."""
