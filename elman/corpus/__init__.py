"""Songs: features, labels, and the times of both.

`song` says what a song and a corpus are; `columns` holds the names of the paper's features. `source` is the one door to
every corpus: `synthetic` makes songs up, `deam` reads the official ones (and emoMusic's), `own` reads anyone's own (and
PMEmo's), `extra_columns` adds columns to them.

Below them: `labels` reads labels in the long form and `scale` brings them to -1 ... 1; `feature_folders` finds feature
files, `extraction` says how they were made, `clock` checks their times, `alignment` pairs rows and labels. `tables`
reads and writes features and curves; `rows` is the CSV beneath, with errors that say where; `ids` names songs.
"""
