"""The windows that ask or tell something; each knows its own question and nothing of the main window."""
