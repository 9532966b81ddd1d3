"""The official files of DEAM, the songs of MediaEval's "Emotion in Music".

`download` gets the archives, `folder` finds what lies where, `labels` reads the annotations, `alignment` puts labels and
rows of features together, and `reader` makes a corpus of all that.
"""
