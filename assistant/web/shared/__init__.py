"""What every surface needs: the pool of questions, errors as problem documents, and an answer as HTML."""
