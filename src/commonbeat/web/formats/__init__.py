"""How a language writes numbers and dates where Django's own ways do not fit the United States."""
