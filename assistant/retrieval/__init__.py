"""From a query to the passages worth reading: dense and sparse search, their fusion, and an optional reranker."""
