"""`make bench`: is the product as fast with many wishes as with few? Ratios of one run; milliseconds are the machine's."""
