"""What every surface needs: the pool of questions, errors as problem documents, the language, the static files."""
