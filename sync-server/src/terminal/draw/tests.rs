//! What a page looks like at sixty columns.
