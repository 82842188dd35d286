from hypothesis import settings

settings.register_profile("script", deadline=None)
settings.load_profile("script")
