"""openapi.yaml against the service: neither may say what the other does not do."""
