"""The stations of a review, a file each. A station reads the state and the desk and answers an update of the state."""
