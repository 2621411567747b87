"""Files of other shops come in as orders, stock and credits; a package for each kind of source."""
