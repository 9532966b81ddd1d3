"""Songs: what is learned from.

`song` says what a song and a corpus are; `synthetic` makes one up, `deam` reads the official one, `tables` reads and
writes anyone's own; `columns` holds the names of the paper's features.
"""
