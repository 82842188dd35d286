"""What a proof costs grows with the scripts, and not with the product of what is in them."""
