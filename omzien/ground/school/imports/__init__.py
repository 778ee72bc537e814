"""Loading people from lists: read, recognise, preview, apply, undo; steps of their own, so that nothing goes by itself."""
