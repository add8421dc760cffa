"""What a face feels, as far as it shows: valence, arousal and the eight emotions, by several estimators."""
