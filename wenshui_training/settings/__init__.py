"""Settings: `dev` (make run), `test`, `production`; all build on `base`."""
