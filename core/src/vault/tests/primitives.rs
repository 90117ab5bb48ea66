//! Published vectors for each primitive, as this room calls it.
