"""Independent truths: the cost model worked out a second time, for the engine's tests to compare against."""
