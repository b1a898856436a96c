"""The edge that people and other systems talk to: pages and JSON."""
