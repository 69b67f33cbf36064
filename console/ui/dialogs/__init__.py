"""Questions asked of a person before something happens."""
