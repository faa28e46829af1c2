//! English time expressions, found and resolved to TIMEX3 and EDTF values.
