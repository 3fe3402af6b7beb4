"""The cost model: numbers in, frozen results out. Imports numpy and nothing that reads, draws or asks."""
