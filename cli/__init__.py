"""The commands of the `backshop` executable, a module each."""
