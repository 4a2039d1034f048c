"""Files as rows of fields: each form of file is read by one module, a bad row costs no other."""
