"""Parts of `backshop bench`: the load, what is measured, and the floor to compare with."""
