"""The official files of DEAM, the songs of MediaEval's "Emotion in Music".

`download` gets the archives (`unpack` opens them, `alone` sees to it that one process at a time works there and that
nobody waits in vain), `folder` finds what lies where, `labels` reads the annotations, `alignment` pairs labels and rows
of features, and `reader` makes a corpus of all that.
"""
