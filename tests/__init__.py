"""The tests. The folders mirror service/; support/ holds what several of them build with."""
