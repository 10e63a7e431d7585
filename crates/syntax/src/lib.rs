//! Tagger, lemmatiser and dependency parser.
