"""Songs: what is learned from.

`song` says what a song and a corpus are; `columns` holds the names of the paper's features. `folder` is the door to
every corpus: `synthetic` makes one up, `deam` reads the official one (`deam_folder` finds its files, `deam_labels`
reads the labels, `deam_pairing` puts rows and labels together, `download` gets the archives), `own` reads anyone's
own. `tables` reads and writes features and curves; `rows` is the CSV beneath, with errors that say where.
"""
