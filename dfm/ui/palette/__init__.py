"""The palette: the emotions as chips to drag onto the timeline, and the faces drawn on them."""
