"""The tables, one ``…Row`` class each, by matter; what they mean is said in the domain."""
