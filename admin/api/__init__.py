"""The JSON API: one file a resource, first its answers as models, then its view."""
