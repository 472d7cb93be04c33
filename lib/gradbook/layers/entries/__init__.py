"""What tests and chapters need to know of each pair: samples and wrong versions."""
