"""The knowledge book as pages: served under /knowledge, or written as files that need no server."""
