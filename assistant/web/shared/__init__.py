"""What every surface needs: the pool of questions, an answer as HTML, errors as problem documents, the language, the static files."""
