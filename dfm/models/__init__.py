"""Neural networks and their losses. This room knows tensors, never files or projects."""
