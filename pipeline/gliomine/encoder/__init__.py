"""The encoder: sentences in, word pieces, one pass of the network, tags and spans out."""
