"""What transforms features: fitted on training songs, applied to any."""
