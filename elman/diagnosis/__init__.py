"""A student's backward pass or cost, explained: what is wrong with it, in words."""
