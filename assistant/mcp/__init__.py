"""The Model Context Protocol: answers, passages and documents for the programs of language models, as tools and resources."""
