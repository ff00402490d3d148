"""The clients: what is generated is what the code says, and each of them calls the live service."""
