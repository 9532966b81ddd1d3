"""Every picture. Only this room imports matplotlib."""
