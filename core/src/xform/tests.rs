//! What holds of XForms as a whole.
