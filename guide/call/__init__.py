"""What happens on a call: its events, the call they fold into, the protocol, due times. Pure."""
