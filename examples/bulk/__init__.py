"""A whole population's records at a time: the same reading and assessing as the service's, run by Apache Spark."""
