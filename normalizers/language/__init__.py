"""The language of scoring (评分用语): words, the shapes they make, and the account of what was read."""
