"""补贴测算 as pure functions: one module per chapter of policy, facts and parameters in, a statement out."""
