"""What tests are made with: databases, people, and ways to count and compare."""
