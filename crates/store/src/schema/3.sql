-- What the finding of copies needs: passages of one text, when two texts turn out to be one.
CREATE INDEX passages_by_origin ON passages (origin);
