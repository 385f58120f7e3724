"""A run spread over the workers of an executor, on this machine or on many: they read, and they write."""
