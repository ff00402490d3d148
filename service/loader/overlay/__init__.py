"""A site's overlay: read and checked like the pack, then laid over it. It may add and raise, never silence or lower."""
