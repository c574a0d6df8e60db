"""What is kept of readers: their conversations and their opinions of answers, in one SQLite file."""
