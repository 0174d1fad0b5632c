"""The rules of opening a class, as pure functions: facts in, a `Ruling` out."""
