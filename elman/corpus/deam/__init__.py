"""The official files of DEAM, the songs of MediaEval's "Emotion in Music".

`download` gets the archives (`unpack` opens them, `patience` sees to it that
nobody waits in vain), `folder` finds what lies where, `labels` reads the annotations, `alignment` pairs labels and rows
of features, and `reader` makes a corpus of all that.
"""
