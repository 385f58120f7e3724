"""Help (说明): the guides of the project, readable in the app."""
