"""What attempts cost: sizes of prompts and answers, prices by their length, and the sums in dollars."""
