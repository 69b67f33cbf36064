"""What mission days are made of and the rules for them. Pure: the time is passed in."""
