"""The HTTP API, a module a subject."""

from services.notifier.routes import bounces, messages, texts

routers = tuple(subject.router for subject in (messages, bounces, texts))
