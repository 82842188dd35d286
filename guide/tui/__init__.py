"""The screen: shows a call, turns keys into actions. No rule lives here."""
