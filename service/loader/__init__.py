"""The loader floor: `rules/` -> Knowledge, or one report of every fault. No Flask."""
