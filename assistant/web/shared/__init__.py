"""What every surface needs: the pool of questions, and errors as problem documents."""
