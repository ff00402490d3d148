"""What the service survives, measured: `make soak`, `make soak LONG=1`. The figures stand in docs/reliability.md."""
