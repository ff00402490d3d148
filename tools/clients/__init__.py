"""Clients from openapi.yaml: typed Python, TypeScript types, a Bruno collection. `make clients` writes them."""
