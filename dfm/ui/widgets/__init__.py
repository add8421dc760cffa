"""Small widgets that several parts of the window share; each knows its own values and no other part."""
